// Clients that resume when only the archive has what they missed. While it is read, anything may
// happen.
#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/archive_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::resume_archive_test {
namespace {

using support::FakeArchive;
using support::pass_time;
using support::run_passes;

/// Ann talks; the memory of a room has only a few of her lines. All is stored and answered later
/// after `lose()`.
struct Fixture : support::ArchiveFixture {
  static constexpr int kLines = 40;

  /// Bob's connection is lost, and he misses these lines.
  void lose(Client& bob, int lines = kLines) {
    ann.say("seen\n");
    last = field(lines_to(bob, "\"seen\""), "id");
    cut(bob);
    talk(lines);
    store_all();
    archive.set_mode(FakeArchive::Mode::later);
  }
  void talk(int lines) {
    for (int i = 0; i < lines; ++i) {
      const auto line = "line" + std::to_string(said++);
      ann.say(line + std::string(100, 'x') + "\n");
      ann.until(line);
    }
  }
  /// Asks for Bob's session; the archive has not answered.
  Client& ask() {
    auto& client = connect();
    client.say(resume(token, last.empty() ? Seen{} : Seen{{"lobby", last}}));
    run_passes(loop);
    return client;
  }
  void answer_all() {
    while (archive.has_batch() || archive.questions() > 0) {
      archive.commit();
      while (archive.questions() > 0) archive.answer();
      run_passes(loop);
    }
  }
  /// Whether these lines have a welcome and then all of Ann's lines, once and in order.
  void check_all(const std::string& lines, int first = 0) const {
    CHECK(field(lines, "resumed") == "true");
    CHECK(lines.find("\"gap\"") == std::string::npos);
    auto next = first;
    for (std::size_t at = 0; (at = lines.find("\"text\":\"line", at)) != std::string::npos; ++at) {
      CHECK(std::stoi(lines.substr(at + 12)) == next++);
    }
    CHECK(next == said);
  }
  static std::string code(const std::string& lines) { return field(lines, "code"); }

  std::string last;
  int said = 0;
  Client& ann = join_first();

 private:
  Client& join_first() {
    limits.resume_buffer = 4'096;
    return join("Ann");
  }
};

TEST_CASE_FIXTURE(Fixture, "what the memory has no more is read from the archive") {
  lose(join_json("Bob"));
  auto& back = ask();
  CHECK(support::get(back.socket).empty());
  CHECK(archive.questions() == 1);
  CHECK(archive.question().limit == HubServer::kMaxArchivedReplay);
  answer_all();
  check_all(rest(back));
  CHECK(server->statistics().resumes == 1);
}

TEST_CASE_FIXTURE(Fixture, "what the memory has needs no archive, and is sent in the same pass") {
  lose(join_json("Bob"), 10);
  auto& back = ask();
  CHECK(archive.questions() == 0);
  check_all(rest(back));
}

TEST_CASE_FIXTURE(Fixture, "what is not stored yet is stored first") {
  lose(join_json("Bob"), 0);
  talk(kLines);
  auto& back = ask();
  CHECK(archive.has_batch());
  CHECK(archive.questions() == 0);
  archive.commit();
  run_passes(loop);
  answer_all();
  check_all(rest(back));
}

TEST_CASE_FIXTURE(Fixture, "the lines of all rooms come in the order of their ids") {
  auto& bob = join_json("Bob");
  ann.say("/join games\n");
  ann.until("#games");
  enter(bob, "games");
  cut(bob);
  for (int i = 0; i < kLines; ++i) {
    ann.say((i % 2 == 0 ? "/join lobby\n" : "/join games\n"));
    talk(1);
  }
  store_all();
  archive.set_mode(FakeArchive::Mode::later);
  auto& back = ask();
  CHECK(archive.questions() == 2);
  answer_all();
  check_all(rest(back));
}

TEST_CASE_FIXTURE(Fixture, "requests behind a resume wait for the archive") {
  lose(join_json("Bob"));
  auto& back = ask();
  back.say(say("mine", 1));
  run_passes(loop);
  talk(3);
  answer_all();
  const auto lines = rest(back);
  check_all(lines);
  CHECK(texts(lines).ends_with("mine"));
}

TEST_CASE_FIXTURE(Fixture, "the memory drops more lines while the archive is read") {
  lose(join_json("Bob"));
  auto& back = ask();
  SUBCASE("once") {
    talk(kLines);
    archive.answer();
    run_passes(loop);
    CHECK(support::get(back.socket).empty());
    answer_all();
    check_all(rest(back));
  }
  SUBCASE("again and again") {
    for (int i = 0; i < ResumeAttempt::kMaxReads; ++i) {
      talk(kLines);
      archive.commit();
      run_passes(loop);
      archive.answer();
      run_passes(loop);
    }
    const auto lines = rest(back);
    CHECK(lines.find("\"gap\"") != std::string::npos);
    CHECK(texts(lines).find("line0x") != std::string::npos);
    CHECK(texts(lines).ends_with("line" + std::to_string(said - 1) + std::string(100, 'x')));
  }
}

TEST_CASE_FIXTURE(Fixture, "more messages than a replay has are a gap") {
  lose(join_json("Bob"));
  auto& back = ask();
  chat::ArchivePage page;
  for (int i = 25; i > 20; --i)
    page.messages.push_back(archive.messages.at(static_cast<std::size_t>(i)));
  page.more = true;
  const auto first = std::to_string(static_cast<std::uint64_t>(page.messages.back().id));
  archive.answer(page);
  const auto lines = rest(back);
  CHECK(lines.find(R"({"type":"gap","room":"lobby","after":)" + last + ",\"before\":" + first +
                   "}") != std::string::npos);
  CHECK(texts(lines).starts_with("line20x"));
}

TEST_CASE_FIXTURE(Fixture, "an archive that cannot answer is a gap") {
  lose(join_json("Bob"));
  bool failing = false;
  SUBCASE("an error") {}
  SUBCASE("it cannot store") { failing = true; }
  if (failing) archive.set_failing(true);
  if (failing) talk(1);
  auto& back = ask();
  if (!failing) archive.answer(base::Error{"broken"});
  const auto lines = rest(back);
  CHECK(field(lines, "resumed") == "true");
  CHECK(lines.find(R"({"type":"gap","room":"lobby","after":)" + last) != std::string::npos);
  CHECK(texts(lines).ends_with("line" + std::to_string(said - 1) + std::string(100, 'x')));
}

TEST_CASE_FIXTURE(Fixture, "a replay has no more than fits into the client's queue") {
  limits.send_queue = 8'192;
  limits.max_line = 512;
  server->set_policy({limits, Print::no, {}});
  lose(join_json("Bob"));
  auto& back = ask();
  answer_all();
  const auto lines = rest(back);
  CHECK(lines.size() < 6'000);
  CHECK(lines.find("\"gap\"") != std::string::npos);
  CHECK(texts(lines).ends_with("line39" + std::string(100, 'x')));
}

TEST_CASE_FIXTURE(Fixture, "the connection that asks is lost while the archive is read") {
  lose(join_json("Bob"));
  auto& first = ask();
  support::reset(first.socket);
  ann.say("/msg Bob psst\n");
  run_passes(loop);
  SUBCASE("the answer comes") { answer_all(); }
  SUBCASE("the client asks again first") {}
  auto& second = ask();
  answer_all();
  check_all(rest(second));
  CHECK(server->client_counts().detached == 0);
}

TEST_CASE_FIXTURE(Fixture, "another connection takes the session while the archive is read") {
  lose(join_json("Bob"));
  auto& first = ask();
  auto& second = ask();
  CHECK(archive.questions() == 2);
  answer_all();
  check_all(rest(second));
  CHECK(rest(first).find("\"replaced\"") != std::string::npos);
  CHECK(server->client_counts().named == 2);
}

/// The answer for a former connection took the session from the client, and told it `replaced`: so
/// it did not come back.
TEST_CASE_FIXTURE(Fixture, "a connection that needs no archive takes the session meanwhile") {
  lose(join_json("Bob"));
  auto& first = ask();
  auto& second = come_back(token, {{"lobby", std::to_string(~std::uint64_t{0} >> 11U)}});
  CHECK(field(welcome, "resumed") == "true");
  answer_all();
  CHECK(rest(first).find("\"replaced\"") != std::string::npos);
  ann.say("more\n");
  lines_to(second, "\"more\"");
  CHECK(server->client_counts().named == 2);
}

TEST_CASE_FIXTURE(Fixture, "the session expires while the archive is read") {
  lose(join_json("Bob"));
  pass_time(loop, clock, limits.resume_timeout - base::Duration{1'000});
  auto& back = ask();
  pass_time(loop, clock, base::Duration{2'000});
  CHECK(server->client_counts().detached == 0);
  answer_all();
  CHECK(code(rest(back)) == "unknown_session");
  back.say(hello("Bob"));
  CHECK(field(back.until("\n"), "name") == "Bob");
}

TEST_CASE_FIXTURE(Fixture, "the client leaves over its half-open connection meanwhile") {
  limits.resume_buffer = 1'024;
  server->set_policy({limits, Print::no, {}});
  auto& bob = join_json("Bob");
  ann.say("seen\n");
  last = field(lines_to(bob, "\"seen\""), "id");
  talk(kLines);
  store_all();
  archive.set_mode(FakeArchive::Mode::later);
  auto& back = ask();
  CHECK(archive.questions() == 1);
  SUBCASE("it leaves") {
    bob.say("{\"type\":\"bye\"}\n");
    run_passes(loop);
    answer_all();
    CHECK(code(rest(back)) == "unknown_session");
  }
  SUBCASE("it enters a room") {
    enter(bob, "games");
    answer_all();
    const auto lines = rest(back);
    check_all(lines);
    CHECK(lines.find("games") != std::string::npos);
  }
  SUBCASE("it goes on") {
    bob.say(say("mine", 1));
    run_passes(loop);
    answer_all();
    const auto lines = rest(back);
    check_all(lines);
    CHECK(texts(lines).ends_with("mine"));
  }
}

TEST_CASE_FIXTURE(Fixture, "the login times out while the archive is read") {
  limits.resume_timeout = base::Duration{3'600'000};
  lose(join_json("Bob"));
  auto& first = ask();
  pass_time(loop, clock, limits.login_timeout + base::Duration{100});
  CHECK(rest(first).find("\"closing\"") != std::string::npos);
  answer_all();
  auto& second = ask();
  answer_all();
  check_all(rest(second));
}

TEST_CASE_FIXTURE(Fixture, "the server ends while the archive is read") {
  lose(join_json("Bob"));
  auto& back = ask();
  SUBCASE("in order, and the answer comes") {
    bool done = false;
    server->shut_down([&] { done = true; });
    run_passes(loop);
    answer_all();
    CHECK(rest(back).find("\"shutdown\"") != std::string::npos);
    for (auto& client : clients) client.socket = reactor::Socket();
    support::run_until(loop, clock, [&] { return done; });
  }
  SUBCASE("in order, and the answer never comes") {
    bool done = false;
    server->shut_down([&] { done = true; });
    for (auto& client : clients) client.socket = reactor::Socket();
    support::run_until(loop, clock, [&] { return done; });
    server.reset();
  }
  SUBCASE("at once, and the answer comes") {
    server.reset();
    answer_all();
  }
  SUBCASE("at once, just after the answer") {
    archive.answer();
    server.reset();
  }
}

TEST_CASE_FIXTURE(Fixture, "hidden lines of a private room are replayed to those who were there") {
  auto& bob = join_json("Bob");
  ann.say("/join games\n");
  ann.until("#games");
  enter(bob, "games");
  ann.say("/private on\n");
  run_passes(loop);
  cut(bob);
  talk(kLines);
  store_all();
  CHECK(archive.messages.back().hidden);
  archive.set_mode(FakeArchive::Mode::later);
  auto& back = ask();
  answer_all();
  check_all(rest(back));
}

// After a restart every client needs the archive.
TEST_CASE_FIXTURE(Fixture, "many clients come back at once") {
  constexpr int kClients = 50;
  support::Lines tokens;
  for (int i = 0; i < kClients; ++i) {
    join_json("Bob" + std::to_string(i));
    tokens.push_back(token);
  }
  talk(1);
  store_all();
  archive.set_mode(FakeArchive::Mode::later);
  crash();
  std::vector<Client*> back;
  for (const auto& one : tokens) {
    auto& client = connect();
    client.say(resume(one));
    back.push_back(&client);
  }
  run_passes(loop);
  CHECK(archive.questions() == Archivist::kMaxResumeQuestions);
  support::run_until(loop, [&] {
    answer_all();
    return server->statistics().resumes == kClients;
  });
  for (auto* client : back) check_all(rest(*client));
}

}  // namespace
}  // namespace tertulia::server::resume_archive_test
