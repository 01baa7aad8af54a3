#include "tertulia/server/registration_counts.h"

#include <string>

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

TEST_CASE("a registration that did not come about does not count") {
  RegistrationCounts counts;
  CHECK(counts.add("a", 1, kStart));
  counts.remove("a");
  counts.remove("a");
  counts.remove("b");
  CHECK(counts.addresses() == 0);
  CHECK(counts.add("a", 1, kStart));
  CHECK_FALSE(counts.add("a", 1, kStart));
}

// Each address was remembered for a day, however many there were.
TEST_CASE("the number of remembered addresses is bounded") {
  RegistrationCounts counts;
  for (std::size_t i = 0; i < 3 * RegistrationCounts::kMaxEntries; ++i) {
    CHECK(counts.add(std::to_string(i), 1, kStart));
    REQUIRE(counts.addresses() <= RegistrationCounts::kMaxEntries);
  }
}

}  // namespace
}  // namespace tertulia::server::registration_counts_test
