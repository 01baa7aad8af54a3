// Connections that are cut at every byte: nothing is lost, doubled or out of order.
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/resume_fixture.h"

namespace tertulia::server::resume_cuts_test {
namespace {

using support::run_passes;

/// A client that keeps what it has got, and sends again what is not stored, as JSON.md says.
struct Fixture : support::ResumeFixture {
  struct Resuming {
    std::string token;
    Seen seen;
    std::vector<std::string> got;
    int stored = 0;

    void read(const std::string& bytes) {
      for (std::size_t at = 0, end = 0; (end = bytes.find('\n', at)) != std::string::npos;
           at = end + 1) {
        handle(bytes.substr(at, end - at));
      }
    }
    void handle(const std::string& line) {
      const auto type = field(line, "type");
      if (type == "welcome" && token.empty()) token = field(line, "session");
      if (type == "message") {
        seen[field(line, "room")] = field(line, "id");
        got.push_back(field(line, "text"));
      }
      const bool resumed = type == "welcome" && !field(line, "cid").empty();
      if (type == "stored" || resumed) stored = std::stoi(field(line, "cid"));
      CHECK(type != "gap");
    }
  };

  static constexpr int kLines = 4;
  static std::vector<std::string> all() {
    std::vector<std::string> lines;
    for (int i = 1; i <= kLines; ++i) lines.push_back("line" + std::to_string(i));
    return lines;
  }
  static std::string lines_from(int first) {
    std::string bytes;
    for (int i = first; i <= kLines; ++i) {
      bytes += say("line" + std::to_string(i), i, i % 2 == 0 ? "lobby" : "games");
    }
    return bytes;
  }
  /// Joins, and enters the second room.
  Client& begin(Resuming& bob) {
    auto& client = connect();
    client.say(hello("Bob"));
    bob.read(client.until("\n"));
    enter(client, "games");
    return client;
  }
  /// A new server, to which Bob has said these bytes.
  Client& begin_anew(Resuming& bob, const std::string& bytes) {
    server.reset();
    clients.clear();
    auto& client = begin(bob);
    client.say(bytes);
    run_passes(loop, 5);
    return client;
  }
  /// Bob comes back; his former connection is half open now and then.
  void come_back(Resuming& bob, Client& former, std::size_t at) {
    const bool half_open = at % 3 == 0;
    if (!half_open) cut(former);
    finish(bob);
  }
  /// Comes back as often as it must, until all its lines are stored.
  void finish(Resuming& bob) {
    auto& back = connect();
    back.say(resume(bob.token, bob.seen));
    bob.read(back.until("\n"));
    back.say(lines_from(bob.stored + 1));
    while (bob.stored < kLines || bob.got.size() < kLines) bob.read(back.until("\n"));
    run_passes(loop, 5);
    bob.read(support::get(back.socket));
  }
};

TEST_CASE_FIXTURE(Fixture, "input that is cut at any byte is executed once") {
  const auto size = lines_from(1).size();
  for (std::size_t at = 0; at <= size; ++at) {
    CAPTURE(at);
    Resuming bob;
    auto& client = begin_anew(bob, lines_from(1).substr(0, at));
    come_back(bob, client, at);
    CHECK(bob.got == all());
  }
}

TEST_CASE_FIXTURE(Fixture, "output that is cut at any byte is replayed from there") {
  std::size_t size = 1;
  for (std::size_t at = 0; at <= size; ++at) {
    CAPTURE(at);
    Resuming bob;
    auto& client = begin_anew(bob, lines_from(1));
    const auto output = support::get(client.socket);
    size = output.size();
    bob.read(output.substr(0, at));
    come_back(bob, client, at);
    auto got = bob.got;
    std::ranges::sort(got);  // the rooms are cut where their batches end
    CHECK(got == all());
  }
}

TEST_CASE_FIXTURE(Fixture, "a resume that is cut at any byte can be repeated") {
  const auto size = resume(std::string(32, 'x'), {{"lobby", std::string(16, '1')}}).size();
  for (std::size_t at = 0; at <= size; at += 3) {
    CAPTURE(at);
    Resuming bob;
    cut(begin_anew(bob, lines_from(1)));
    auto& second = connect();
    second.say(resume(bob.token, bob.seen).substr(0, at));
    run_passes(loop, 5);
    support::reset(second.socket);
    run_passes(loop, 5);
    finish(bob);
    CHECK(bob.got.size() == kLines);
  }
}

}  // namespace
}  // namespace tertulia::server::resume_cuts_test
