#include "client/identity.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "client/data_home.h"
#include "support/temporary_directory.h"

namespace tertulia::client::identity_test {
namespace {

namespace fs = std::filesystem;

constexpr auto kNow = base::ManualClock::kWallStart;

TEST_CASE("the identity is made once, with its directories, for its owner alone") {
  const support::TemporaryDirectory directory;
  const auto home = directory.file(".local/share/tertulia");
  const auto first = own_identity(home, kNow);
  REQUIRE(first);
  REQUIRE(*first);
  CHECK(fs::status(home).permissions() == fs::perms{0700});
  CHECK(fs::status(directory.file(".local")).permissions() == fs::perms{0700});
  CHECK(fs::status(home + "/identity.pem").permissions() == fs::perms{0600});
  const auto second = own_identity(home, kNow);
  REQUIRE(second);
  CHECK((*second)->fingerprint() == (*first)->fingerprint());
}

TEST_CASE("a damaged identity is an error, and is not replaced") {
  const support::TemporaryDirectory directory;
  const auto path = directory.write("identity.pem", "x");
  CHECK(own_identity(directory.file(""), kNow).error() ==
        directory.file("") + "/identity.pem: there is no certificate in it");
  CHECK(fs::file_size(path) == 1);
}

TEST_CASE("a user without a home has no identity") {
  CHECK_FALSE(*own_identity({}, kNow));
  const support::TemporaryDirectory directory;
  CHECK_FALSE(*own_identity(directory.write("file", "") + "/tertulia", kNow));
}

TEST_CASE("the directory follows the environment") {
  const auto of = [](auto environment) { return data_home(environment); };
  using std::string_view;
  CHECK(of([](const char* name) -> string_view {
          return string_view(name) == "HOME" ? "/home/eva" : "";
        }) == "/home/eva/.local/share/tertulia");
  CHECK(of([](const char* name) -> string_view {
          return string_view(name) == "HOME" ? "/home/eva" : "/data";
        }) == "/data/tertulia");
  CHECK(of([](const char* name) -> string_view {
          return string_view(name) == "HOME" ? "/home/eva" : "relative";
        }) == "/home/eva/.local/share/tertulia");
  CHECK(of([](const char*) -> string_view { return ""; }).empty());
}

}  // namespace
}  // namespace tertulia::client::identity_test
