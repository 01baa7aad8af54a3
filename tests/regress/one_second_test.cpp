// A duration of one second was written as "1000ms", and a notice said "idle for 1000 ms".
#include <doctest/doctest.h>

#include "tertulia/base/units.h"

namespace tertulia::base::one_second_test {
namespace {

TEST_CASE("one second is written in seconds") {
  CHECK(format_duration(Duration{1'000}) == "1s");
  CHECK(describe_duration(Duration{1'000}) == "1 s");
}

}  // namespace
}  // namespace tertulia::base::one_second_test
