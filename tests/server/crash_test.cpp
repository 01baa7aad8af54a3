// A server that dies at any moment of a conversation: nothing that was told to be stored is lost,
// and nothing is doubled.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"
#include "tertulia/wire/json.h"

#include "support/archive_fixture.h"

namespace tertulia::server::crash_test {
namespace {

using support::FakeArchive;
using support::pass_time;
using support::run_passes;

/// One step of a conversation.
struct Step {
  enum class Kind { say, cut, commit, wait };
  Kind kind;
  std::size_t who;  // of the two clients
  bool in_lobby;
};

/// Steps that follow from the seed.
std::vector<Step> script(unsigned seed) {
  constexpr std::size_t kSteps = 16;
  std::mt19937 random(seed);
  std::vector<Step> steps;
  for (std::size_t i = 0; i < kSteps; ++i) {
    const auto number = random();
    constexpr Step::Kind kKinds[] = {Step::Kind::say,  Step::Kind::say,    Step::Kind::say,
                                     Step::Kind::cut,  Step::Kind::commit, Step::Kind::commit,
                                     Step::Kind::wait, Step::Kind::wait};
    steps.push_back({kKinds[number % 8], number / 8 % 2, number / 16 % 2 == 0});
  }
  return steps;
}

struct Fixture : support::ArchiveFixture {
  /// A client that follows JSON.md: it keeps what it needs to resume, and what is not stored.
  struct Talker {
    std::string name;
    std::string token;
    std::string origin;
    Seen seen;
    int stored = 0;
    std::vector<std::string> said;             // the requests, by number
    std::set<std::string> heard;               // origin and number of each message
    std::map<std::string, std::string> by_id;  // the same, by id
    Client* client = nullptr;
    std::string partial;
    int resumes = 0;

    void read(const std::string& bytes) {
      partial += bytes;
      for (std::size_t end = 0; (end = partial.find('\n')) != std::string::npos;) {
        handle(partial.substr(0, end + 1));
        partial.erase(0, end + 1);
      }
    }
    void handle(const std::string& line) {
      const auto type = field(line, "type");
      if (type == "welcome") token = field(line, "session");
      if (type == "welcome") origin = field(line, "origin");
      if (type == "message") hear(line);
      const bool resumed = type == "welcome" && !field(line, "cid").empty();
      if (resumed) ++resumes;
      if (type == "stored" || resumed) stored = std::stoi(field(line, "cid"));
      CHECK(type != "gap");
      CHECK(type != "error");
    }
    void hear(const std::string& line) {
      const auto key = field(line, "origin") + " " + field(line, "cid");
      const auto id = field(line, "id");
      seen[field(line, "room")] = id;
      CHECK(by_id.emplace(id, key).second);
      heard.insert(key);
    }
  };

  Fixture() { archive.set_mode(FakeArchive::Mode::later); }

  void begin(unsigned seed) {
    stop_server();
    archive = FakeArchive(FakeArchive::Mode::later);
    start_again();
    talkers.assign(2, {});
    talkers[0].name = "Ann";
    talkers[1].name = "Bob";
    for (auto& talker : talkers) {
      talker.client = &connect();
      talker.client->say(hello(talker.name));
      ask(talker, R"({"type":"join","room":"games",)");
      listen();
      if (seed % 2 == 0) store_all();
    }
    store_all();
    listen();
  }
  static void ask(Talker& talker, const std::string& request) {
    talker.said.push_back(request + "\"cid\":" + std::to_string(talker.said.size() + 1) + "}\n");
    talker.client->say(talker.said.back());
  }
  void listen() {
    run_passes(loop, 4);
    for (auto& talker : talkers) {
      if (talker.client != nullptr) talker.read(support::get(talker.client->socket));
    }
  }
  void come_back(Talker& talker) {
    const auto before = talker.resumes;
    talker.partial.clear();
    talker.client = &connect();
    talker.client->say(resume(talker.token, talker.seen));
    support::run_until(loop, clock, [&] {
      if (archive.questions() > 0) archive.answer();
      archive.commit();
      if (talker.client != nullptr) talker.read(support::get(talker.client->socket));
      return talker.resumes > before;
    });
    for (auto i = static_cast<std::size_t>(talker.stored); i < talker.said.size(); ++i) {
      talker.client->say(talker.said[i]);
    }
  }
  void run(const Step& step) {
    auto& talker = talkers[step.who];
    switch (step.kind) {
      case Step::Kind::say:
        ask(talker, std::string(R"({"type":"say","text":"x","room":")") +
                        (step.in_lobby ? "lobby" : "games") + "\",");
        break;
      case Step::Kind::cut:
        come_back(talker);
        break;
      case Step::Kind::commit:
        archive.commit();
        break;
      case Step::Kind::wait:
        pass_time(loop, clock, Archivist::kInterval / 2);
        break;
    }
    if (step.in_lobby) listen();
  }
  void crash(FakeArchive::LastBatch last) {
    ArchiveFixture::crash(last);
    check_stored();
    for (auto& talker : talkers) come_back(talker);
  }
  void settle() {
    store_all();
    listen();
    store_all();
    listen();
  }
  /// All that a client was told to be stored is in the archive.
  void check_stored() const {
    for (const auto& talker : talkers) {
      for (int number = 2; number <= talker.stored; ++number) CHECK(times(talker, number) == 1);
    }
  }
  std::ptrdiff_t times(const Talker& talker, int number) const {
    return std::ranges::count_if(archive.messages, [&](const chat::ArchivedMessage& message) {
      return wire::json::session_origin(message.author) == talker.origin &&
             message.number == static_cast<chat::Number>(number);
    });
  }
  /// Each message is in the archive once, in its author's order, and each client has heard it.
  void check_all() {
    for (const auto& talker : talkers) {
      CHECK(talker.stored == static_cast<int>(talker.said.size()));
      for (int number = 2; number <= talker.stored; ++number) {
        const auto key = talker.origin + " " + std::to_string(number);
        for (const auto& one : talkers) CHECK(one.heard.contains(key));
      }
    }
    std::map<chat::MemberId, chat::Number> last;
    for (const auto& message : archive.messages) {
      CHECK(message.number > last[message.author]);
      last[message.author] = message.number;
    }
  }

  std::vector<Talker> talkers;
};

TEST_CASE_FIXTURE(Fixture,
                  "a crash at any moment loses nothing that was stored, and doubles nothing") {
  constexpr unsigned kSeeds = 8;
  auto last = FakeArchive::LastBatch::lost;
  SUBCASE("before the commit") {}
  SUBCASE("after the commit, of which nobody was told") { last = FakeArchive::LastBatch::stored; }
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const auto steps = script(seed);
    for (std::size_t at = 0; at <= steps.size(); ++at) {
      CAPTURE(seed);
      CAPTURE(at);
      begin(seed);
      for (std::size_t i = 0; i < at; ++i) run(steps[i]);
      crash(last);
      for (std::size_t i = at; i < steps.size(); ++i) run(steps[i]);
      settle();
      check_all();
      crash(FakeArchive::LastBatch::lost);
      settle();
      check_all();
    }
  }
}

}  // namespace
}  // namespace tertulia::server::crash_test
