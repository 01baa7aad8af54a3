#include "client/known_servers.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/text_file.h"

#include "support/temporary_directory.h"

namespace tertulia::client::known_servers_test {
namespace {

const std::string kOne = "SHA256:" + std::string(43, 'A');
const std::string kTwo = "SHA256:" + std::string(42, 'b') + "A";

reactor::Endpoint at(std::string_view text) { return *reactor::parse_endpoint(text); }

struct Fixture {
  KnownServers read() const {
    auto servers = KnownServers::read(path);
    REQUIRE(servers);
    return *servers;
  }
  KnownServers given(std::string_view text) const {
    directory.write("known_servers", text);
    return read();
  }
  std::string content() const { return *base::read_text_file(path, 4096); }

  support::TemporaryDirectory directory;
  std::string path = directory.file("known_servers");
};

TEST_CASE_FIXTURE(Fixture, "a file that does not exist is empty, and is made for its owner alone") {
  auto servers = read();
  CHECK_FALSE(servers.find(at("chat.lan")));
  REQUIRE(servers.remember(at("chat.lan"), kOne));
  CHECK(servers.find(at("chat.lan"))->fingerprint == kOne);
  CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms{0600});
  const auto again = read().find(at("chat.lan"));
  REQUIRE(again);
  CHECK(again->fingerprint == kOne);
  CHECK(again->line == 2);
  CHECK(content() ==
        "# The servers with TLS that this user has connected to; see tertulia(1).\n"
        "chat.lan:7788 " +
            kOne + "\n");
}

TEST_CASE_FIXTURE(Fixture, "a server is its name in any case and its port") {
  const auto servers = given("chat.lan:7788 " + kOne + "\n[::1]:7788 " + kTwo + "\n");
  CHECK(servers.find(at("Chat.LAN:7788"))->fingerprint == kOne);
  CHECK(servers.find(at("[::1]"))->fingerprint == kTwo);
  CHECK_FALSE(servers.find(at("chat.lan:7789")));
  CHECK_FALSE(servers.find(at("lan")));
}

TEST_CASE_FIXTURE(Fixture, "a socket is its path, with its case and its blanks") {
  auto servers = given("unix:/run/My Chat " + kOne + "\n");
  CHECK(servers.find(at("unix:/run/My Chat"))->fingerprint == kOne);
  CHECK_FALSE(servers.find(at("unix:/run/my chat")));
}

TEST_CASE_FIXTURE(Fixture, "an authority may vouch for a server instead of a key") {
  auto servers = given("chat.lan:7788 authority\n");
  REQUIRE(servers.find(at("chat.lan")));
  CHECK(servers.find(at("chat.lan"))->fingerprint.empty());
  REQUIRE(servers.remember(at("other.lan"), {}));
  CHECK(content() == "chat.lan:7788 authority\nother.lan:7788 authority\n");
}

TEST_CASE_FIXTURE(Fixture, "comments and broken lines are ignored, and kept") {
  const std::string odd = "# chat.lan:7788 " + kTwo +
                          "\n\nchat.lan:7788\nchat.lan:7788 SHA256:x\n" + kTwo +
                          "\n\xFF\xFE \x01\nchat.lan:7788 " + kTwo + " more\n";
  auto servers = given(odd + "  chat.lan:7788\t" + kOne + "  \r\n");
  const auto found = servers.find(at("chat.lan"));
  REQUIRE(found);
  CHECK(found->fingerprint == kOne);
  CHECK(found->line == 8);
  REQUIRE(servers.remember(at("chat.lan"), kTwo));
  CHECK(content() == odd + "chat.lan:7788 " + kTwo + "\n");
}

TEST_CASE_FIXTURE(Fixture, "the last line about a server counts, and a new one replaces all") {
  auto servers = given("a:1 " + kOne + "\nb:1 " + kOne + "\na:1 " + kTwo);
  CHECK(servers.find(at("a:1"))->fingerprint == kTwo);
  CHECK(servers.find(at("a:1"))->line == 3);
  REQUIRE(servers.remember(at("a:1"), kOne));
  CHECK(content() == "b:1 " + kOne + "\na:1 " + kOne + "\n");
}

TEST_CASE_FIXTURE(Fixture, "a file that cannot be read is an error, never an empty list") {
  const auto error = [this] {
    const auto servers = KnownServers::read(path);
    REQUIRE_FALSE(servers);
    return servers.error();
  };
  SUBCASE("a directory") {
    std::filesystem::create_directory(path);
    CHECK(error() == "cannot read " + path + ": not a regular file");
  }
  SUBCASE("a link that leads nowhere") {
    std::filesystem::create_symlink("nowhere", path);
    CHECK(error() == "cannot read " + path + ": No such file or directory");
  }
}

TEST_CASE_FIXTURE(Fixture, "what cannot be written is not remembered either") {
  auto servers = read();
  path = directory.file("missing/known_servers");
  servers = read();
  CHECK(servers.remember(at("a"), kOne).error() == path + ": No such file or directory");
  CHECK_FALSE(servers.find(at("a")));
}

}  // namespace
}  // namespace tertulia::client::known_servers_test
