#include "tertulia/server/password_hash.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::server::password_hash_test {
namespace {

TEST_CASE("a hash is that of one password, and never the same twice") {
  const auto hash = hash_password("secret of Ann");
  REQUIRE(hash);
  CHECK(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(verify_password(*hash, "secret of Ann"));
  CHECK_FALSE(verify_password(*hash, "secret of Anna"));
  CHECK_FALSE(verify_password(*hash, ""));
  CHECK(hash_password("secret of Ann") != hash);
}

// Somebody had edited the database: a check of that hash would have taken minutes, or all memory.
TEST_CASE("a hash that is too costly or malformed fits no password") {
  const auto hash = *hash_password("secret of Ann");
  const auto with = [&hash](const std::string& from, const std::string& to) {
    auto changed = hash;
    return changed.replace(changed.find(from), from.size(), to);
  };
  for (const auto& bad :
       {with("m=19456", "m=4000000"), with("t=2", "t=4000000"), with("$argon2id", "$argon2i"),
        with(",p=1", ""), std::string(), std::string("secret of Ann"), std::string(500, '$')}) {
    CHECK_FALSE(verify_password(bad, "secret of Ann"));
  }
}

}  // namespace
}  // namespace tertulia::server::password_hash_test
