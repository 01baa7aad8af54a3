#include "tertulia/base/recent_bytes.h"

#include <doctest/doctest.h>

namespace tertulia::base::recent_bytes_test {
namespace {

using namespace std::chrono_literals;

constexpr Instant kBegin{1'000s};

TEST_CASE("bytes add up, and count half after each half-life") {
  RecentBytes recent;
  CHECK(recent.sum(kBegin) == 0);
  recent.add(600, kBegin);
  recent.add(400, kBegin);
  CHECK(recent.sum(kBegin) == 1'000);
  CHECK(recent.sum(kBegin + RecentBytes::kHalfLife / 2) == 750);
  CHECK(recent.sum(kBegin + RecentBytes::kHalfLife) == 500);
  CHECK(recent.sum(kBegin + 3 * RecentBytes::kHalfLife) == 125);
  recent.add(100, kBegin + RecentBytes::kHalfLife);
  CHECK(recent.sum(kBegin + RecentBytes::kHalfLife) == 600);
  CHECK(recent.sum(kBegin + 1h) == 0);
}

TEST_CASE("a huge sum stops growing") {
  RecentBytes recent;
  for (int i = 0; i < 3; ++i) recent.add(std::size_t{3'000'000'000}, kBegin);
  CHECK(recent.sum(kBegin) == 4'294'967'295);
}

TEST_CASE("the clock may pass the end of 32 bits of milliseconds") {
  const Instant before{std::chrono::milliseconds{4'294'967'290}};
  RecentBytes recent;
  recent.add(1'000, before);
  CHECK(recent.sum(before + RecentBytes::kHalfLife) == 500);
}

}  // namespace
}  // namespace tertulia::base::recent_bytes_test
