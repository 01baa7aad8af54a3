// Clients that go on with their sessions over another connection.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/phrases.h"
#include "support/resume_fixture.h"

namespace tertulia::server::resume_test {
namespace {

using support::pass_time;
using support::run_passes;

struct Fixture : support::ResumeFixture {
  void expire() { pass_time(loop, clock, limits.resume_timeout + base::Duration{100}); }
};

TEST_CASE_FIXTURE(Fixture,
                  "a client that comes back in time gets what it missed, and nobody notices") {
  auto& ann = join("Ann");
  auto& bob = join_json("Bob");
  ann.until("-- Bob has joined\n");
  CHECK(token.size() == 32);
  ann.say("one\n");
  const auto last = field(lines_to(bob, "\"one\""), "id");
  cut(bob);
  CHECK(server->client_counts().named == 1);
  ann.say("two\n/msg Bob psst\nthree\n");
  ann.until("three\n");
  auto& back = come_back(token, {{"lobby", last}});
  CHECK(field(welcome, "name") == "Bob");
  CHECK(field(welcome, "session") == token);
  CHECK(field(welcome, "resumed") == "true");
  CHECK(field(welcome, "cid") == "0");
  CHECK(texts(lines_to(back, "\"three\"")) == "two psst three");
  ann.say("four\n");
  CHECK(ann.until("four\n") == "(Ann) four\n");
  CHECK(texts(back.until("\n")) == "four");
  CHECK(server->client_counts().named == 2);
  CHECK(server->statistics().resumes == 1);
}

TEST_CASE_FIXTURE(Fixture, "the missed lines of all rooms come in the order of their ids") {
  auto& ann = join("Ann");
  auto& bob = join_json("Bob");
  for (const auto* room : {"one", "two"}) {
    ann.say("/join " + std::string(room) + "\n");
    run_passes(loop);
    enter(bob, room);
  }
  cut(bob);
  ann.say("a\n/join lobby\nb\n/msg Bob c\n/join one\nd\n/join two\ne\n/leave two\n");
  ann.until("You are now in #one");
  auto& back = come_back(token);
  CHECK(welcome.find(R"("room":"two")") < welcome.find(R"("room":"lobby")"));
  CHECK(texts(lines_to(back, "\"e\"")) == "a b c d e");
}

TEST_CASE_FIXTURE(Fixture,
                  "a half-open connection is taken over, and its unread input is dropped") {
  auto& ann = join("Ann");
  auto& bob = join_json("Bob");
  ann.until("-- Bob has joined\n");
  bob.say(say("one", 1) + R"({"type":"say","te)");
  ann.until("(Bob) one\n");
  auto& back = come_back(token);
  CHECK(field(welcome, "cid") == "1");
  bob.until_end();
  back.say(say("one", 1) + say("two", 2));
  CHECK(ann.until("two\n") == "(Bob) two\n");
  CHECK(texts(back.until("\"stored\",\"cid\":2")) == "one two");
  CHECK(server->client_counts().detached == 0);
}

TEST_CASE_FIXTURE(Fixture, "the time to come back ends, and the others get the reason") {
  auto& ann = join("Ann");
  auto& bob = join_json("Bob");
  ann.until("-- Bob has joined\n");
  SUBCASE("a reset") { cut(bob); }
  SUBCASE("an end of input") {
    support::end_output(bob.socket);
    bob.until_end();
  }
  CHECK(server->client_counts().detached == 1);
  pass_time(loop, clock, limits.resume_timeout - base::Duration{1'000});
  CHECK(server->client_counts().detached == 1);
  CHECK(log.back() != "info: Client disconnected: Bob");
  pass_time(loop, clock, base::Duration{1'100});
  CHECK(ann.until("\n") == "-- Bob has left (connection lost)\n");
  CHECK(log.back() == "info: Client disconnected: Bob");
  CHECK(server->client_counts().detached == 0);
  come_back(token);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "no session: all tokens get one answer, and a hello may follow") {
  auto& bob = join_json("Bob");
  std::string wrong = token;
  SUBCASE("never given") { wrong = "x" + token; }
  SUBCASE("empty") { wrong.clear(); }
  SUBCASE("of a client that said goodbye") {
    bob.say("{\"type\":\"bye\"}\n");
    bob.until("\"goodbye\"");
  }
  SUBCASE("of a client that was idle") {
    pass_time(loop, clock, limits.idle_timeout + base::Duration{1});
    bob.until("\"closing\"");
  }
  SUBCASE("of a client whose time is over") {
    cut(bob);
    expire();
  }
  auto& eve = come_back(wrong);
  CHECK(welcome.starts_with(R"({"type":"error","code":"unknown_session")"));
  eve.say(hello("Eve"));
  CHECK(field(eve.until("\n"), "name") == "Eve");
  CHECK(server->statistics().resume_failures == 1);
}

TEST_CASE_FIXTURE(Fixture, "a client cannot resume twice, or once it has a name") {
  join_json("Bob");
  const auto bobs = token;
  auto& eve = join_json("Eve");
  eve.say(resume(bobs));
  CHECK(field(eve.until("\n"), "code") == "already_logged_in");
}

TEST_CASE_FIXTURE(Fixture, "without a time to come back, a lost client leaves at once") {
  limits.resume_timeout = base::Duration::zero();
  auto& ann = join("Ann");
  auto& bob = join_json("Bob");
  CHECK(token.empty());
  ann.until("-- Bob has joined\n");
  support::reset(bob.socket);
  pass_time(loop, clock, 2 * RoomChannel::kNoticeInterval);
  CHECK(ann.until("\n") == "-- Bob has left\n");
}

TEST_CASE_FIXTURE(Fixture, "a name is free for its user's address, but not for others") {
  auto& bob = join_json("Bob");
  const auto former = token;
  cut(bob);
  auto [near, far] = support::unix_pair();
  server->accept(std::move(near), {"elsewhere", "elsewhere"});
  clients.push_back({loop, clock, std::move(far), {}});
  auto& eve = clients.back();
  eve.say("bob\n");
  CHECK(eve.until("\n") == "! 'bob' is taken; choose another name\n");
  join("Bob");
  come_back(former);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "a client that comes back gets no new burst") {
  limits.rate = 1;
  limits.burst = 4;
  auto& bob = join_json("Bob");
  bob.say(say("1", 1) + say("2", 2) + say("3", 3));
  bob.until("\"cid\":3");
  cut(bob);
  auto& back = come_back(token);
  const auto begin = clock.now();
  back.say(say("4", 4) + say("5", 5));
  back.until("\"stored\",\"cid\":5");
  CHECK(clock.now() - begin >= base::Duration{900});
}

TEST_CASE_FIXTURE(Fixture, "what a room does not remember any more is a gap") {
  limits.resume_buffer = 4'096;
  auto& ann = join("Ann");
  auto& bob = join_json("Bob");
  ann.say("seen\n");
  const auto last = field(lines_to(bob, "\"seen\""), "id");
  cut(bob);
  for (int i = 0; i < 30; ++i) ann.say("line" + std::to_string(i) + std::string(100, 'x') + "\n");
  ann.until("line29");
  auto& back = come_back(token, {{"lobby", last}});
  const auto gap = back.until("\n");
  CHECK(gap.starts_with(R"({"type":"gap","room":"lobby","after":)" + last));
  const auto first = back.until("\n");
  CHECK(std::stoull(field(gap, "before")) == std::stoull(field(first, "id")));
  const auto number = std::stoi(field(first, "text").substr(4));
  CHECK(number > 0);
  for (int i = number + 1; i < 30; ++i) {
    CHECK(field(back.until("\n"), "text").starts_with("line" + std::to_string(i) + "x"));
  }
}

TEST_CASE_FIXTURE(Fixture, "private messages wait for a detached client, or are refused") {
  limits.resume_buffer = 8'192;
  limits.max_line = 1'024;
  auto& ann = join("Ann");
  auto& bob = join_json("Bob");
  cut(bob);
  std::string told;
  int sent = 0;
  while (told.find("! 'Bob'") == std::string::npos) {
    ann.say("/msg Bob psst" + std::to_string(sent++) + "\n");
    told += ann.until("\n");
  }
  const auto accepted = std::count(told.begin(), told.end(), '[');
  CHECK(accepted > 1);
  auto& back = come_back(token);
  const auto heard = lines_to(back, "\"psst" + std::to_string(accepted - 1) + "\"");
  CHECK(std::count(heard.begin(), heard.end(), '\n') == accepted);
  CHECK(heard.find("\"gap\"") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "what is remembered counts as waiting data, and is given back") {
  auto& ann = join("Ann");
  ann.say("before\n");
  ann.until("before\n");
  CHECK(loop.send_budget().queued() == 0);
  auto& bob = join_json("Bob");
  enter(bob, "games");
  ann.say("hello\n/msg Bob psst\n");
  ann.until("psst\n");
  CHECK(loop.send_budget().queued() > 200);
  cut(bob);
  CHECK(loop.send_budget().queued() > 200);
  expire();
  CHECK(loop.send_budget().queued() == 0);
  CHECK(server->client_counts().rooms == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "a private room tells a client that resumes nothing from before it came") {
  auto& ann = join_json("Ann");
  enter(ann, "games");
  ann.say(say("secret", 1, "games"));
  ann.until("\"stored\"");
  auto& bob = join_json("Bob");
  enter(bob, "games");
  ann.say(say("hello", 2, "games"));
  ann.until("\"stored\"");
  cut(bob);
  auto& back = come_back(token, {{"games", "1"}});
  CHECK(texts(lines_to(back, "\"hello\"")) == "hello");
}

TEST_CASE_FIXTURE(Fixture, "a server shuts down while a session is detached") {
  join_json("Ann");
  auto& bob = join_json("Bob");
  cut(bob);
  bool done = false;
  server->shut_down([&] { done = true; });
  for (auto& client : clients) client.socket = reactor::Socket();
  support::run_until(loop, clock, [&] { return done; });
}

TEST_CASE_FIXTURE(Fixture, "a shorter time applies to sessions that wait already") {
  auto& bob = join_json("Bob");
  cut(bob);
  limits.resume_timeout = base::Duration{1'000};
  server->set_policy({limits, Print::no, {}});
  pass_time(loop, clock, base::Duration{1'100});
  CHECK(server->client_counts().detached == 0);
}

}  // namespace
}  // namespace tertulia::server::resume_test
