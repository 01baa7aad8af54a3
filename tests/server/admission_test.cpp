#include "tertulia/server/admission.h"

#include <doctest/doctest.h>

namespace tertulia::server {
namespace {

using chat::Problem;

TEST_CASE("so many may come in as the limit says, and one for each that goes") {
  auto limits = base::default_limits(base::Mode::hub);
  limits.max_clients = 2;
  Admission admission(limits);
  CHECK_FALSE(admission.admit("a"));
  CHECK_FALSE(admission.admit("b"));
  CHECK(admission.admit("a") == Problem::server_full);
  CHECK(admission.admit("c") == Problem::server_full);
  admission.release("b");
  CHECK_FALSE(admission.admit("c"));
  CHECK(admission.admit("c") == Problem::server_full);
}

TEST_CASE("without a limit for an address all may come from one") {
  const auto limits = base::default_limits(base::Mode::hub);
  Admission admission(limits);
  for (int i = 0; i < 100; ++i) CHECK_FALSE(admission.admit("a"));
}

TEST_CASE("who has all that an address may have is told so, even when the server is full") {
  auto limits = base::default_limits(base::Mode::hub);
  limits.max_clients = 1;
  limits.max_clients_per_address = 1;
  Admission admission(limits);
  CHECK_FALSE(admission.admit("a"));
  CHECK(admission.admit("a") == Problem::address_full);
  CHECK(admission.admit("b") == Problem::server_full);
}

TEST_CASE("each address has a limit of its own") {
  auto limits = base::default_limits(base::Mode::hub);
  limits.max_clients_per_address = 2;
  Admission admission(limits);
  CHECK_FALSE(admission.admit("a"));
  CHECK_FALSE(admission.admit("a"));
  CHECK(admission.admit("a") == Problem::address_full);
  CHECK(admission.admit("a") == Problem::address_full);
  CHECK_FALSE(admission.admit("b"));
  admission.release("a");
  CHECK_FALSE(admission.admit("a"));
  CHECK(admission.admit("a") == Problem::address_full);
}

TEST_CASE("who is refused does not count") {
  auto limits = base::default_limits(base::Mode::hub);
  limits.max_clients = 2;
  limits.max_clients_per_address = 1;
  Admission admission(limits);
  CHECK_FALSE(admission.admit("a"));
  for (int i = 0; i < 5; ++i) CHECK(admission.admit("a") == Problem::address_full);
  CHECK_FALSE(admission.admit("b"));
  admission.release("a");
  admission.release("b");
  CHECK_FALSE(admission.admit("a"));
}

TEST_CASE("a change of the limits holds at once, and throws nobody out") {
  auto limits = base::default_limits(base::Mode::hub);
  Admission admission(limits);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(admission.admit("a"));
  limits.max_clients = 2;
  CHECK(admission.admit("a") == Problem::server_full);
  admission.release("a");
  CHECK(admission.admit("a") == Problem::server_full);
  admission.release("a");
  CHECK_FALSE(admission.admit("a"));
}

}  // namespace
}  // namespace tertulia::server
