#include "tertulia/server/registration_counts.h"

#include <doctest/doctest.h>

namespace tertulia::server::registration_counts_test {
namespace {

const base::Instant kStart{base::Duration{1'000'000}};

TEST_CASE("an address registers so many names in a day, and others are not concerned") {
  RegistrationCounts counts;
  CHECK(counts.add("a", 2, kStart));
  CHECK(counts.add("a", 2, kStart + base::Duration{1}));
  CHECK_FALSE(counts.add("a", 2, kStart + RegistrationCounts::kDay - base::Duration{1}));
  CHECK(counts.add("b", 2, kStart));
  CHECK(counts.add("a", 2, kStart + RegistrationCounts::kDay));
  CHECK_FALSE(counts.add("a", 2, kStart + RegistrationCounts::kDay));
  CHECK(counts.add("a", 0, kStart + RegistrationCounts::kDay));
}

}  // namespace
}  // namespace tertulia::server::registration_counts_test
