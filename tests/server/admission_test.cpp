#include "tertulia/server/admission.h"

#include <doctest/doctest.h>

namespace tertulia::server::admission_test {
namespace {

using chat::Problem;

TEST_CASE("clients up to the limit are admitted, and one more for each that leaves") {
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

TEST_CASE("without a limit for each address, all clients can have the same one") {
  const auto limits = base::default_limits(base::Mode::hub);
  Admission admission(limits);
  for (int i = 0; i < 100; ++i) CHECK_FALSE(admission.admit("a"));
}

TEST_CASE("the limit of an address is reported even when the server is full") {
  auto limits = base::default_limits(base::Mode::hub);
  limits.max_clients = 1;
  limits.max_clients_per_address = 1;
  Admission admission(limits);
  CHECK_FALSE(admission.admit("a"));
  CHECK(admission.admit("a") == Problem::address_full);
  CHECK(admission.admit("b") == Problem::server_full);
}

TEST_CASE("each address has its own limit") {
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

TEST_CASE("a refused client does not count") {
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

TEST_CASE("a full server accepts as many provisional connections as clients are detached") {
  auto limits = base::default_limits(base::Mode::hub);
  limits.max_clients = 3;
  limits.max_clients_per_address = 2;
  Admission admission(limits);
  for (const auto* host : {"a", "a", "b"}) CHECK_FALSE(admission.admit(host));
  CHECK_FALSE(admission.admit_provisional("a", Problem::address_full));
  CHECK_FALSE(admission.admit_provisional("c", Problem::server_full));
  admission.add_resumable("b");
  admission.add_detached("b");
  CHECK_FALSE(admission.admit_provisional("a", Problem::address_full));
  CHECK(admission.admit_provisional("c", Problem::server_full));
  CHECK_FALSE(admission.admit_provisional("c", Problem::server_full));
  admission.release_provisional("c");
  admission.remove_detached("b");
  admission.remove_resumable("b");
  admission.add_resumable("a");
  admission.add_detached("a");
  CHECK(admission.admit_provisional("a", Problem::address_full));
  CHECK_FALSE(admission.admit_provisional("a", Problem::address_full));
}

TEST_CASE("more are accepted for connected clients that can resume, up to a limit") {
  auto limits = base::default_limits(base::Mode::hub);
  limits.max_clients = 2 * Admission::kMaxTakeovers;
  Admission admission(limits);
  for (std::uint64_t i = 0; i < limits.max_clients; ++i) CHECK_FALSE(admission.admit("a"));
  CHECK_FALSE(admission.admit_provisional("b", Problem::server_full));
  admission.add_resumable("a");
  CHECK(admission.admit_provisional("b", Problem::server_full));
  CHECK_FALSE(admission.admit_provisional("b", Problem::server_full));
  for (std::uint64_t i = 1; i < limits.max_clients; ++i) admission.add_resumable("a");
  for (std::uint64_t i = 1; i < Admission::kMaxTakeovers; ++i) {
    CHECK(admission.admit_provisional("b", Problem::server_full));
  }
  CHECK_FALSE(admission.admit_provisional("b", Problem::server_full));
  CHECK_FALSE(admission.admit_provisional("a", Problem::address_full));
  admission.add_detached("a");
  CHECK(admission.admit_provisional("a", Problem::address_full));
  CHECK_FALSE(admission.admit_provisional("a", Problem::address_full));
}

TEST_CASE("a full address has a place more only if one of its own clients can resume") {
  auto limits = base::default_limits(base::Mode::hub);
  limits.max_clients_per_address = 1;
  Admission admission(limits);
  for (const auto* host : {"a", "b"}) CHECK_FALSE(admission.admit(host));
  admission.add_resumable("a");
  CHECK_FALSE(admission.admit_provisional("b", Problem::address_full));
  CHECK(admission.admit_provisional("a", Problem::address_full));
  CHECK_FALSE(admission.admit_provisional("a", Problem::address_full));
}

TEST_CASE("new limits apply at once, and close no client") {
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
}  // namespace tertulia::server::admission_test
