#include "tertulia/server/login_throttle.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::server::login_throttle_test {
namespace {

constexpr chat::AccountId kAnn{1};
constexpr auto* kHost = "192.0.2.1";
const base::Instant kStart{base::Duration{1'000'000}};

std::string host(int number) { return "198.51.100." + std::to_string(number); }

TEST_CASE("the first tries of an address wait for nothing") {
  LoginThrottle throttle;
  for (unsigned i = 0; i + 1 < LoginThrottle::kFreePerAddress; ++i) {
    CHECK(throttle.admit(kHost, kAnn, kStart) == kStart);
    throttle.add_failure(kHost, kAnn, kStart);
  }
  CHECK(throttle.admit(kHost, kAnn, kStart) == kStart);
}

TEST_CASE("each further one waits longer, until tries are refused") {
  LoginThrottle throttle;
  auto now = kStart;
  base::Duration last{};
  int tries = 0;
  while (const auto at = throttle.admit(kHost, kAnn, now)) {
    CHECK(*at - now >= last);
    last = std::chrono::duration_cast<base::Duration>(*at - now);
    now = *at;
    throttle.add_failure(kHost, kAnn, now);
    ++tries;
  }
  CHECK(tries < 10);
  CHECK(throttle.admit(kHost, kAnn, now + LoginThrottle::kMaxAddressDelay));
}

TEST_CASE("tries at the same time wait for each other") {
  LoginThrottle throttle;
  for (unsigned i = 0; i <= LoginThrottle::kFreePerAddress; ++i) {
    throttle.add_failure(kHost, kAnn, kStart);
  }
  const auto now = kStart + LoginThrottle::kMaxAddressDelay / 2;
  const auto one = throttle.admit(kHost, kAnn, now);
  const auto other = throttle.admit(kHost, kAnn, now);
  REQUIRE(one);
  REQUIRE(other);
  CHECK(*other >= *one + LoginThrottle::kFirstAddressDelay);
}

TEST_CASE("nobody can lock an owner out") {
  LoginThrottle throttle;
  for (int i = 0; i < 10'000; ++i) throttle.add_failure(host(i), kAnn, kStart);
  const auto at = throttle.admit(kHost, kAnn, kStart);
  REQUIRE(at);
  CHECK(*at - kStart == LoginThrottle::kMaxNameDelay);
  CHECK(throttle.admit(kHost, chat::AccountId{2}, kStart) == kStart);
}

TEST_CASE("time forgives") {
  LoginThrottle throttle;
  for (int i = 0; i < 20; ++i) throttle.add_failure(kHost, kAnn, kStart);
  CHECK_FALSE(throttle.admit(kHost, kAnn, kStart));
  const auto later = kStart + 20 * LoginThrottle::kForgiveness;
  CHECK(throttle.admit(kHost, kAnn, later) == later);
}

TEST_CASE("the memory for addresses is bounded") {
  LoginThrottle throttle;
  for (std::size_t i = 0; i <= LoginThrottle::kMaxEntries; ++i) {
    throttle.add_failure(std::to_string(i), kAnn, kStart);
  }
  CHECK(throttle.admit("0", chat::AccountId{2}, kStart) == kStart);
}

}  // namespace
}  // namespace tertulia::server::login_throttle_test
