// Operators, bans and mutes, with real connections.
#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <unistd.h>

#include "tertulia/server/hub_server.h"

#include "support/archive_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::order_test {
namespace {

using namespace std::chrono_literals;
using support::run_passes;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct Fixture : support::ArchiveFixture {
  using Accept = void (HubServer::*)(reactor::Socket, reactor::Peer);

  /// A connection over a unix socket: this process is both ends, so it is an administrator's.
  Client& connect_here(Accept accept = &HubServer::accept) {
    if (!server) open();
    const auto path = "unix:@tertulia-order-test-" + std::to_string(::getpid());
    const auto here = reactor::listen(loop, {*reactor::parse_endpoint(path)},
                                      [&](reactor::Socket socket, reactor::Peer peer) {
                                        (*server.*accept)(std::move(socket), std::move(peer));
                                      });
    auto connection = support::dial(path);
    run_passes(loop, 3);
    clients.push_back({loop, clock, std::move(connection.socket), {}});
    return clients.back();
  }
  Client& join_here(const std::string& name) {
    auto& client = connect_here();
    client.say(name + "\n");
    client.until(phrases::connected(name) + "\n");
    return client;
  }
  Client& connect_from(const std::string& host) {
    auto [near, far] = support::unix_pair();
    server->accept(std::move(near), {host + ":1", host});
    clients.push_back({loop, clock, std::move(far), {}});
    return clients.back();
  }
  Client& console() { return connect_here(&HubServer::accept_console); }
  static std::string answer(Client& client, const std::string& line) {
    client.say(line + "\n");
    return client.until("\n");
  }
  static std::string command(const std::string& text) {
    return R"({"type":"command","text":")" + text + "\"}\n";
  }
  /// All that the server sends until it closes.
  static std::string all_of(Client& client) {
    client.until_end();
    return client.unread;
  }
};

TEST_CASE_FIXTURE(Fixture,
                  "who connects through a unix socket as the server's user is an operator") {
  auto& ann = join_here("Ann");
  auto& bob = join("Bob");
  CHECK(contains(answer(bob, "/announce hi"), "! Only who runs this server may do that"));
  ann.until("Bob has joined\n");
  ann.say("/announce Tea at five\n");
  CHECK(bob.until("\n") == "-- Announcement by Ann: Tea at five\n");
  CHECK(log.back() == "info: -- Announcement by Ann: Tea at five");
}

TEST_CASE_FIXTURE(Fixture, "the log and the owners learn who has changed rights and names") {
  auto& root = join_here("Root");
  auto& ann = join("Ann");
  ann.say("/register correct horse\n");
  ann.until("is yours now\n");
  root.until("Ann has joined\n");
  const auto logged = [&](const std::string& line) {
    answer(root, line);
    return log.back().substr(log.back().find(' ', 6) + 1);
  };
  CHECK(logged("/op Ann") == "Root has made Ann an operator of the server");
  CHECK(logged("/deop Ann") == "Root has ended the rights of Ann as an operator of the server");
  ann.until("has ended your rights to run the server\n");
  CHECK(logged("/account remove Ann") == "Root has made the name Ann free");
  CHECK(ann.until("\n") ==
        "-- The administrator has made the name Ann free: it is yours no more\n");
  answer(console(), "/account add Zoe");
  CHECK(contains(log.back(), " the administrator has given Zoe a password"));
}

/// Story: an administrator listed the bans of a server that had many. The list ended in the middle,
/// at half of a client's queue.
TEST_CASE_FIXTURE(Fixture, "a console gets all rows of a list") {
  constexpr int kBans = 300;
  limits.send_queue = 16'384;
  auto& root = console();
  for (int i = 0; i < kBans; ++i) {
    root.say("/ban name" + std::to_string(i) + ' ' + std::string(100, 'x') + '\n');
    root.until("\n");
  }
  root.say("/bans\n/quit\n");
  const auto list = root.until("Goodbye!\n");
  CHECK(std::ranges::count(list, '\n') == kBans + 1);
}

TEST_CASE_FIXTURE(Fixture, "who is kicked is told so, is gone, and cannot resume") {
  auto& ann = join_here("Ann");
  auto& bob = join_json("Bob");
  const auto bobs = token;
  ann.until("Bob has joined\n");
  ann.say("/kick Bob too loud\n");
  CHECK(ann.until("\n") == "-- Bob was kicked by Ann: too loud\n");
  const auto last = all_of(bob);
  CHECK(contains(last, R"("reason":"kicked","by":"Ann","text":"too loud")"));
  CHECK(last.ends_with(R"({"type":"closing","reason":"kicked",)"
                       R"("text":"You were kicked from this server: too loud"})"
                       "\n"));
  come_back(bobs);
  CHECK(field(welcome, "code") == "unknown_session");
  CHECK(server->client_counts().detached == 0);
}

TEST_CASE_FIXTURE(Fixture, "who is kicked while the connection is lost cannot resume") {
  auto& ann = join_here("Ann");
  auto& bob = join_json("Bob");
  const auto bobs = token;
  ann.until("Bob has joined\n");
  cut(bob);
  SUBCASE("kicked") { answer(ann, "/kick Bob"); }
  SUBCASE("banned") { answer(ann, "/ban Bob"); }
  CHECK(server->client_counts().detached == 0);
  come_back(bobs);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "a banned name is told why and until when") {
  auto& ann = join_here("Ann");
  auto& bob = join_json("Bob");
  ann.until("Bob has joined\n");
  ann.say("/ban Bob 1h spam\n");
  CHECK(ann.until("\n") == "-- Ann has banned Bob until 2026-01-01 01:00 UTC: spam\n");
  const std::string closing = R"({"type":"closing","reason":"banned",)"
                              R"("text":"You are banned from this server until )"
                              R"(2026-01-01 01:00 UTC: spam","until":"2026-01-01T01:00:00.)";
  CHECK(contains(all_of(bob), closing));
  auto& again = connect();
  again.say(hello("bob"));
  CHECK(all_of(again).starts_with(closing));
  auto& plain = connect();
  plain.say("BOB\n");
  CHECK(all_of(plain) == "! You are banned from this server until 2026-01-01 01:00 UTC: spam\n");
  clock.advance(1h);
  join("Bob");
}

TEST_CASE_FIXTURE(Fixture, "a banned address is refused before anything is read") {
  auto& ann = join_here("Ann");
  auto& bob = join("Bob");
  auto& nameless = connect();
  run_passes(loop, 3);
  ann.until("Bob has joined\n");
  CHECK(answer(ann, "/ban 127.0.0.0/8 flood") == "-- Ann has banned 127.0.0.0/8: flood\n");
  const std::string banned = "! You are banned from this server: flood\n";
  CHECK(all_of(bob).ends_with(banned));
  CHECK(all_of(nameless) == banned);
  CHECK(all_of(connect()) == banned);
  CHECK(server->statistics().refused_banned == 1);
  CHECK(contains(log.back(), "turned away: 127.0.0.0/8 is banned"));
  answer(ann, "/unban 127.0.0.0/8");
  join("Bob");
}

TEST_CASE_FIXTURE(Fixture, "an address of this machine is not banned with a name") {
  auto& ann = join_here("Ann");
  auto& bob = join("Bob");
  ann.until("Bob has joined\n");
  CHECK(answer(ann, "/ban Bob") == "-- Ann has banned Bob\n");
  all_of(bob);
  join("Robert");
}

/// Story: a name was banned for ever, and with it its address for an hour. Others from that address
/// were told that they could never come.
TEST_CASE_FIXTURE(Fixture, "who is kept out with the address of a name is told until when") {
  auto& ann = join_here("Ann");
  auto& bob = connect_from("192.0.2.7");
  bob.say("Bob\n");
  bob.until(phrases::connected("Bob") + "\n");
  ann.until("Bob has joined\n");
  auto& nameless = connect_from("192.0.2.7");
  run_passes(loop, 3);
  ann.say("/ban Bob spam\n");
  ann.until("Ann has banned Bob");
  CHECK(all_of(bob).ends_with("! You are banned from this server: spam\n"));
  const std::string for_an_hour =
      "! You are banned from this server until 2026-01-01 01:00 UTC: spam\n";
  CHECK(all_of(nameless).ends_with(for_an_hour));
  CHECK(all_of(connect_from("192.0.2.7")) == for_an_hour);
}

/// Story: the ban of a name had ended, but not that of its account. Its owner was told of the
/// first.
TEST_CASE_FIXTURE(Fixture, "who is turned away is told of the ban that is in force") {
  auto& root = join_here("Root");
  auto& ann = join("Ann");
  ann.say("/register correct horse\n/nick Eve\n");
  ann.until("Ann is now known as Eve\n");
  root.until("Ann is now known as Eve\n");
  answer(root, "/ban Eve for good");
  answer(root, "/ban Ann 1h short");
  all_of(ann);
  clock.advance(1h);
  auto& again = connect();
  again.say("Ann\n");
  CHECK(all_of(again) == "! You are banned from this server: for good\n");
}

/// Story: a guest's connection was lost while guests were not allowed. Another one from the same
/// address asked for its name, and was refused; and the first could not go on.
TEST_CASE_FIXTURE(Fixture, "who may not have a name ends nobody's session") {
  auto& ann = join_here("Ann");
  auto& bob = join_json("Bob");
  const auto bobs = token;
  ann.until("Bob has joined\n");
  answer(ann, "/guests off");
  lines_to(bob, "registered names");
  cut(bob);
  CHECK(contains(answer(connect(), "Bob"), "! Only registered names may come in now"));
  CHECK(server->client_counts().detached == 1);
  come_back(bobs);
  CHECK(field(welcome, "resumed") == "true");
}

TEST_CASE_FIXTURE(Fixture, "a banned address cannot resume") {
  auto& ann = join_here("Ann");
  auto& bob = join_json("Bob");
  const auto bobs = token;
  ann.until("Bob has joined\n");
  cut(bob);
  answer(ann, "/ban 127.0.0.1");
  auto& back = connect();
  CHECK(all_of(back) == "! You are banned from this server\n");
  answer(ann, "/unban 127.0.0.1");
  come_back(bobs);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "a mute goes with the session from one connection to the next") {
  auto& ann = join_here("Ann");
  auto& bob = join_json("Bob");
  const auto bobs = token;
  ann.until("Bob has joined\n");
  ann.say("/mute Bob 1h\n");
  CHECK(ann.until("\n") == "-- Ann has muted Bob until 2026-01-01 01:00 UTC\n");
  CHECK(contains(lines_to(bob, "muted"), "You are muted until 2026-01-01 01:00 UTC (by Ann)"));
  bob.say(say("words", 1));
  CHECK(contains(lines_to(bob, "\"error\""), R"("code":"muted")"));
  cut(bob);
  auto& back = come_back(bobs);
  CHECK(field(welcome, "resumed") == "true");
  back.say(say("words", 2));
  CHECK(contains(lines_to(back, "\"error\""), R"("code":"muted")"));
  SUBCASE("and survives a restart") {
    store_all();
    crash();
    auto& third = come_back(bobs);
    CHECK(field(welcome, "resumed") == "true");
    third.say(say("words", 3));
    CHECK(contains(lines_to(third, "\"error\""), R"("code":"muted")"));
    clock.advance(1h);
    third.say(say("words", 4));
    CHECK(contains(lines_to(third, "\"words\""), R"("type":"message")"));
  }
}

TEST_CASE_FIXTURE(Fixture, "bans and the rule for guests survive a restart") {
  auto& ann = join_here("Ann");
  answer(ann, "/ban Eve for good");
  answer(ann, "/ban 127.0.0.5 2h");
  answer(ann, "/guests off");
  store_all();
  crash();
  auto& again = join_here("Ann");
  CHECK(answer(again, "/bans") == "-- Banned: 127.0.0.5 until 2026-01-01 02:00 UTC (by Ann)\n");
  CHECK(again.until("\n") == "-- Banned: Eve (by Ann): for good\n");
  auto& bob = connect();
  CHECK(answer(bob, "Bob") == "! Only registered names may come in now, and 'Bob' is none\n");
  answer(again, "/guests on");
  answer(again, "/unban Eve");
  store_all();
  crash();
  auto& third = join_here("Ann");
  CHECK(answer(third, "/bans") == "-- Banned: 127.0.0.5 until 2026-01-01 02:00 UTC (by Ann)\n");
  join("Eve");
}

TEST_CASE_FIXTURE(Fixture, "a right belongs to a connection, not to a session") {
  auto& here = connect_here();
  here.say(hello("Ann"));
  const auto anns = field(here.until("\n"), "session");
  here.say(command("/guests on"));
  lines_to(here, "lets everyone come in");
  auto& far = come_back(anns);
  CHECK(field(welcome, "resumed") == "true");
  far.say(command("/guests off"));
  CHECK(contains(lines_to(far, "\"error\""), R"("code":"not_server_operator")"));
  auto& back = connect_here();
  back.say(resume(anns));
  back.until("\n");
  back.say(command("/guests on"));
  lines_to(back, "lets everyone come in");
}

TEST_CASE_FIXTURE(Fixture, "a console runs the server, and nobody sees it") {
  auto& bob = join("Bob");
  auto& console = this->console();
  CHECK(answer(console, "/bans") == "-- Nobody is banned or muted\n");
  CHECK(answer(console, "/who") == "! Only who has a name here may do that\n");
  CHECK(answer(console, "hello") == "! Only who has a name here may do that\n");
  CHECK(answer(console, "/announce Down at six") ==
        "-- Announcement by the administrator: Down at six\n");
  CHECK(bob.until("\n") == "-- Announcement by the administrator: Down at six\n");
  CHECK(answer(console, "/kick Bob") == "-- Bob was kicked by the administrator\n");
  CHECK(answer(console, "exit") == "Goodbye!\n");
  console.until_end();
  CHECK(server->client_counts().named == 0);
  CHECK(server->client_counts().nameless == 0);
}

TEST_CASE_FIXTURE(Fixture, "a console speaks JSON, too") {
  auto& console = this->console();
  console.say(command("/ban Eve spam"));
  CHECK(contains(console.until("\n"), "the administrator has banned Eve: spam"));
  console.say(hello("Eve"));
  CHECK(contains(console.until("\n"), "already_logged_in"));
  console.say("{\"type\":\"bye\"}\n");
  CHECK(contains(all_of(console), "goodbye"));
}

TEST_CASE_FIXTURE(Fixture, "a console is closed when it is idle, and at the end") {
  auto& console = this->console();
  support::pass_time(loop, clock, limits.login_timeout + base::Duration{1'000});
  CHECK(answer(console, "/bans") == "-- Nobody is banned or muted\n");
  SUBCASE("idle") {
    support::pass_time(loop, clock, limits.idle_timeout + base::Duration{1'000});
    CHECK(contains(all_of(console), "-- Closing: idle for 15 min\n"));
  }
  SUBCASE("at the end") {
    server->shut_down([] {});
    CHECK(contains(all_of(console), "-- The server is shutting down\n"));
  }
}

TEST_CASE_FIXTURE(Fixture, "a console is for administrators, also if the server is full") {
  limits.max_clients = 1;
  join("Bob");
  CHECK(answer(console(), "/bans") == "-- Nobody is banned or muted\n");
  listeners = reactor::listen(loop, {*reactor::parse_endpoint("127.0.0.1:0")},
                              [this](reactor::Socket socket, reactor::Peer peer) {
                                server->accept_console(std::move(socket), std::move(peer));
                              });
  CHECK(all_of(connect()) == "! Only who runs this server may do that\n");
}

TEST_CASE_FIXTURE(Fixture, "who bans oneself with force is closed, too") {
  auto& ann = join_here("Ann");
  CHECK(contains(answer(ann, "/ban Ann"), "! That would keep you out yourself"));
  ann.say("/ban Ann force\n/who\n");
  const auto last = all_of(ann);
  CHECK(contains(last, "-- Ann has banned Ann\n"));
  CHECK(last.ends_with("! You are banned from this server\n"));
}

}  // namespace
}  // namespace tertulia::server::order_test
