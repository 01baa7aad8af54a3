#include "client/backoff.h"

#include <doctest/doctest.h>

namespace tertulia::client::backoff_test {
namespace {

using base::Duration;

TEST_CASE("the longest times double up to half a minute, and begin anew") {
  Backoff backoff([] { return 1.0; });
  for (const auto expected : {1'000, 2'000, 4'000, 8'000, 16'000, 30'000, 30'000}) {
    CHECK(backoff.next() == Duration{expected});
  }
  backoff.reset();
  CHECK(backoff.next() == Duration{1'000});
}

TEST_CASE("chance takes off at most half of it") {
  Backoff backoff([] { return 0.0; });
  CHECK(backoff.next() == Duration{500});
  CHECK(backoff.next() == Duration{1'000});
}

}  // namespace
}  // namespace tertulia::client::backoff_test
