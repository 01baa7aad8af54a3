#include "client/known_servers.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

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
  auto remember(std::string_view server, std::string_view fingerprint) const {
    return KnownServers::remember(path, at(server), fingerprint);
  }
  std::string content() const { return *base::read_text_file(path, 65'536); }

  support::TemporaryDirectory directory;
  std::string path = directory.file("known_servers");
};

TEST_CASE_FIXTURE(Fixture, "a file that does not exist is empty, and is made for its owner alone") {
  CHECK_FALSE(read().find(at("chat.lan")));
  const auto made = remember("chat.lan", kOne);
  REQUIRE(made);
  CHECK(made->fingerprint == kOne);
  CHECK(made->line == 2);
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

TEST_CASE_FIXTURE(Fixture, "a server is its name, in any case and form, and its port") {
  const auto servers = given("chat.lan:7788 " + kOne + "\n[::1]:7788 " + kTwo + "\n");
  CHECK(servers.find(at("Chat.LAN:7788"))->fingerprint == kOne);
  CHECK(servers.find(at("chat.lan.:7788"))->fingerprint == kOne);
  CHECK(servers.find(at("[::1]"))->fingerprint == kTwo);
  CHECK_FALSE(servers.find(at("chat.lan:7789")));
  CHECK_FALSE(servers.find(at("lan")));
}

TEST_CASE_FIXTURE(Fixture, "a socket is its path, with its case and its blanks") {
  const auto servers = given("unix:/run/My Chat " + kOne + "\n");
  CHECK(servers.find(at("unix:/run/My Chat"))->fingerprint == kOne);
  CHECK_FALSE(servers.find(at("unix:/run/my chat")));
}

TEST_CASE_FIXTURE(Fixture, "an authority may vouch for a server instead of a key") {
  const auto servers = given("chat.lan:7788 authority\n");
  REQUIRE(servers.find(at("chat.lan")));
  CHECK(servers.find(at("chat.lan"))->fingerprint.empty());
  REQUIRE(remember("other.lan", {}));
  CHECK(content() == "chat.lan:7788 authority\nother.lan:7788 authority\n");
}

TEST_CASE_FIXTURE(Fixture, "comments and broken lines are ignored, and kept") {
  const std::string odd = "# chat.lan:7788 " + kTwo +
                          "\n\nchat.lan:7788\nchat.lan:7788 SHA256:x\n" + kTwo +
                          "\n\xFF\xFE \x01\nchat.lan:7788 " + kTwo + " more\n";
  const auto servers = given(odd + "  chat.lan:7788\t" + kOne + "  \r\n");
  const auto found = servers.find(at("chat.lan"));
  REQUIRE(found);
  CHECK(found->fingerprint == kOne);
  CHECK(found->line == 8);
  REQUIRE(remember("chat.lan", kTwo));
  CHECK(content() == odd + "chat.lan:7788 " + kTwo + "\n");
}

TEST_CASE_FIXTURE(Fixture, "the last line about a server counts, and a new one replaces all") {
  const auto servers = given("a:1 " + kOne + "\nb:1 " + kOne + "\na:1 " + kTwo);
  CHECK(servers.find(at("a:1"))->fingerprint == kTwo);
  CHECK(servers.find(at("a:1"))->line == 3);
  REQUIRE(remember("a:1", kOne));
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

TEST_CASE_FIXTURE(Fixture, "what cannot be written is an error, and changes nothing") {
  path = directory.file("missing/known_servers");
  CHECK(remember("a", kOne).error() == path + ".lock: No such file or directory");
  path = directory.file("known_servers");
  std::filesystem::create_directory(path);
  CHECK(remember("a", kOne).error() == "cannot read " + path + ": not a regular file");
}

// An authority vouches for the server of one client, while the user of another one accepts a key.
TEST_CASE_FIXTURE(Fixture, "what another client has remembered meanwhile can be kept") {
  REQUIRE(remember("a:1", kOne));
  const auto kept = KnownServers::remember(path, at("a:1"), {}, base::Existing::keep);
  REQUIRE(kept);
  CHECK(kept->fingerprint == kOne);
  CHECK(read().find(at("a:1"))->fingerprint == kOne);
}

// A user started several clients at once, in the panes of a terminal, each for another server. Each
// read the file before the others had written it. Then it had only some of the servers, and the
// client asked about the others again.
TEST_CASE_FIXTURE(Fixture, "clients that write at the same time lose no line") {
  constexpr int kClients = 8;
  constexpr int kServers = 8;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([this, client] {
      for (int i = 0; i < kServers; ++i) {
        [[maybe_unused]] const auto checked_below =
            remember("host" + std::to_string(client) + ":" + std::to_string(i), kOne);
      }
    });
  }
  for (auto& client : clients) client.join();
  const auto text = content();
  CHECK(std::ranges::count(text, '\n') == 1 + kClients * kServers);
}

}  // namespace
}  // namespace tertulia::client::known_servers_test
