#include "tertulia/server/session_tokens.h"

#include <optional>
#include <set>
#include <string>

#include <doctest/doctest.h>

namespace tertulia::server::session_tokens_test {
namespace {

TEST_CASE("tokens are 32 digits, and no two are equal") {
  std::set<std::string> all;
  for (int i = 0; i < 1'000; ++i) {
    const auto token = SessionTokens::make();
    CHECK(token.size() == 32);
    CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(all.insert(token).second);
  }
}

TEST_CASE("a token leads to its client until its lease ends") {
  SessionTokens tokens;
  const auto token = SessionTokens::make();
  CHECK_FALSE(tokens.find(token).has_value());
  {
    const SessionTokens::Lease lease(tokens, tokens.give(token, chat::MemberId{7}));
    CHECK(tokens.find(token) == chat::MemberId{7});
    CHECK_FALSE(tokens.find(token + "0").has_value());
    CHECK_FALSE(tokens.find("").has_value());
  }
  CHECK_FALSE(tokens.find(token).has_value());
  CHECK(tokens.size() == 0);
}

TEST_CASE("a token can be given again by its hash alone") {
  const auto token = SessionTokens::make();
  SessionTokens former;
  const auto hash = former.give(token, chat::MemberId{7});
  const std::string bytes(hash.begin(), hash.end());
  SessionTokens tokens;
  const auto again = tokens.give_again(bytes, chat::MemberId{7});
  REQUIRE(again.has_value());
  const SessionTokens::Lease lease(tokens, *again);
  CHECK(lease.hash() == hash);
  CHECK(tokens.find(token) == chat::MemberId{7});
  CHECK_FALSE(tokens.give_again(bytes, chat::MemberId{8}).has_value());
  CHECK_FALSE(tokens.give_again("short", chat::MemberId{8}).has_value());
  CHECK(tokens.find(token) == chat::MemberId{7});
}

}  // namespace
}  // namespace tertulia::server::session_tokens_test
