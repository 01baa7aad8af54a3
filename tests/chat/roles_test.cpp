#include "tertulia/chat/roles.h"

#include <doctest/doctest.h>

namespace tertulia::chat::roles_test {
namespace {

TEST_CASE("roles are a set, and everyone is a guest") {
  CHECK(Roles{}.allow(Role::guest));
  CHECK_FALSE(Roles{}.allow(Role::registered));
  const Roles founder{Role::room_operator};
  CHECK(founder.allow(Role::guest));
  CHECK(founder.allow(Role::room_operator));
  CHECK_FALSE(founder.allow(Role::registered));
  CHECK_FALSE(founder.allow(Role::server_operator));
}

TEST_CASE("who runs the server may do what the operator of a room may") {
  const Roles roles{Role::server_operator};
  CHECK(roles.allow(Role::room_operator));
  CHECK_FALSE(roles.has(Role::room_operator));
  CHECK_FALSE(roles.allow(Role::registered));
}

}  // namespace
}  // namespace tertulia::chat::roles_test
