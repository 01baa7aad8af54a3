#include "tertulia/server/debts.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::server {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant kBegin{1'000s};
constexpr std::uint64_t kRate = 5;
constexpr std::uint64_t kBurst = 20;

base::RateLimit spent(int lines) {
  base::RateLimit limit;
  for (int i = 0; i < lines; ++i) limit.spend(kBegin, kRate);
  return limit;
}

bool is_fresh(const base::RateLimit& limit) { return limit.settled(kBegin); }

TEST_CASE("a new connection inherits the bucket of the last one from its address") {
  Debts debts;
  debts.leave("a", spent(25), kBegin);
  CHECK(is_fresh(debts.take_over("b", kBegin)));
  CHECK(debts.take_over("a", kBegin).ready_at(kRate, kBurst) == kBegin + 1'200ms);
  CHECK(is_fresh(debts.take_over("a", kBegin)));
}

TEST_CASE("each saved bucket is inherited once") {
  Debts debts;
  for (const int lines : {2, 1, 3}) debts.leave("a", spent(lines), kBegin);
  for (const int lines : {3, 2, 1}) CHECK(debts.take_over("a", kBegin) == spent(lines));
  CHECK(is_fresh(debts.take_over("a", kBegin)));
}

TEST_CASE("a saved bucket refills by itself") {
  Debts debts;
  debts.leave("a", spent(5), kBegin);
  CHECK(is_fresh(debts.take_over("a", kBegin + 1s)));
  CHECK(debts.hosts() == 0);
  debts.leave("a", spent(5), kBegin + 1s);
  CHECK(debts.hosts() == 0);
}

TEST_CASE("full buckets are removed when others are saved") {
  Debts debts;
  for (int i = 0; i < 1'000; ++i) debts.leave("old" + std::to_string(i), spent(5), kBegin);
  CHECK(debts.hosts() == 1'000);
  base::RateLimit later;
  later.spend(kBegin + 1min, kRate);
  for (int i = 0; i < 1'100; ++i) debts.leave("new" + std::to_string(i), later, kBegin + 1min);
  CHECK(debts.hosts() <= 1'100);
}

TEST_CASE("the memory for saved buckets is limited") {
  Debts debts;
  const auto debt = spent(100);
  for (std::size_t i = 0; i < 2 * Debts::kMostHosts; ++i) {
    debts.leave(std::to_string(i), debt, kBegin);
    if (debts.hosts() > Debts::kMostHosts) FAIL("too many addresses");
  }
  CHECK(debts.hosts() > 0);
}

}  // namespace
}  // namespace tertulia::server
