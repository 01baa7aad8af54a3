// Clients that come back to a full server, and others that cannot.
#include <chrono>
#include <cstddef>
#include <string>

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "tertulia/server/hub_server.h"

#include "support/phrases.h"
#include "support/resume_fixture.h"

namespace tertulia::server::resume_full_server_test {
namespace {

using support::pass_time;
using support::run_passes;

struct Fixture : support::ResumeFixture {
  static constexpr auto* kAddressFull =
      "! Too many connections from your address; try again later\n";

  /// The first line that a new client gets that says this.
  std::string answer(const std::string& bytes) {
    auto& client = connect();
    client.say(bytes);
    return client.until("\n");
  }
  void pass_login_grace() {
    pass_time(loop, clock, limits.login_timeout / HubServer::kLoginGraceDivisor);
  }
};

TEST_CASE_FIXTURE(Fixture, "a detached client keeps its place, and comes back to a full server") {
  limits.max_clients = 2;
  join("Ann");
  auto& bob = join_json("Bob");
  cut(bob);
  auto& cid = connect();
  cid.say(hello("Cid"));
  CHECK(field(cid.until("\n"), "code") == "server_full");
  cid.until_end();
  cid.socket = reactor::Socket();
  auto& silent = connect();
  pass_time(loop, clock, limits.login_timeout / HubServer::kLoginGraceDivisor);
  CHECK(silent.until("\n") == phrases::server_full() + "\n");
  silent.until_end();
  silent.socket = reactor::Socket();
  run_passes(loop);
  come_back(token);
  CHECK(field(welcome, "name") == "Bob");
  CHECK(connect().until("\n") == phrases::server_full() + "\n");
}

TEST_CASE_FIXTURE(Fixture, "of an address, as many more may connect as are detached") {
  limits.max_clients_per_address = 1;
  auto& bob = join_json("Bob");
  CHECK(connect().until("\n").starts_with("! "));
  cut(bob);
  come_back(token);
  CHECK(field(welcome, "name") == "Bob");
  CHECK(connect().until("\n").starts_with("! "));
}

// A machine changed its network: its client lost the connection, and the server could not notice.
// The server was full, so the client was refused before it could show its token.
TEST_CASE_FIXTURE(Fixture, "a half-open connection is taken over at a full server") {
  limits.max_clients = 2;
  auto& ann = join("Ann");
  auto& bob = join_json("Bob");
  ann.until("-- Bob has joined\n");
  ann.say("one\n");
  ann.until("one\n");
  auto& back = come_back(token);
  CHECK(field(welcome, "name") == "Bob");
  CHECK(texts(back.until("\n")) == "one");
  bob.until("\"replaced\"");
  back.say(say("two", 1));
  CHECK(ann.until("\n") == "(Bob) two\n");
  CHECK(field(answer(hello("Eve")), "code") == "server_full");
  come_back(token);
  CHECK(field(welcome, "name") == "Bob");
}

TEST_CASE_FIXTURE(Fixture, "a half-open connection is taken over at a full address") {
  limits.max_clients_per_address = 1;
  auto& bob = join_json("Bob");
  CHECK(field(answer(hello("Eve")), "code") == "address_full");
  come_back(token);
  CHECK(field(welcome, "name") == "Bob");
  bob.until("\"replaced\"");
  CHECK(answer("Eve\n") == kAddressFull);
}

TEST_CASE_FIXTURE(Fixture, "a full server with plain clients alone refuses all at once") {
  limits.max_clients = 1;
  SUBCASE("plain clients alone") { join("Ann"); }
  SUBCASE("of those that can resume, all but the last are gone") {
    auto& bob = join_json("Bob");
    bob.say("{\"type\":\"bye\"}\n");
    bob.until_end();
    bob.socket = reactor::Socket();
    run_passes(loop);
    join("Ann");
  }
  CHECK(connect().until("\n") == phrases::server_full() + "\n");
}

TEST_CASE_FIXTURE(Fixture, "strangers at a full server hold no more places than there are") {
  limits.max_clients = Admission::kMaxTakeovers + 4;
  for (std::size_t i = 0; i < limits.max_clients; ++i) join_json("Bob" + std::to_string(i));
  for (std::size_t i = 0; i < Admission::kMaxTakeovers; ++i) connect();
  auto& late = connect();
  CHECK(late.until("\n") == phrases::server_full() + "\n");
  late.until_end();
  CHECK(server->statistics().refused_full == 1);
  pass_login_grace();
  run_passes(loop);
  CHECK(server->statistics().refused_full == 1 + Admission::kMaxTakeovers);
  come_back(token);
  CHECK(field(welcome, "resumed") == "true");
}

// A client that was refused at a full server did not close its end. Until the server gave it up, it
// kept the place of the client that had a session.
TEST_CASE_FIXTURE(Fixture, "a refused client does not keep the place of one that comes back") {
  limits.max_clients = 2;
  join("Ann");
  join_json("Bob");
  auto& eve = connect();
  SUBCASE("a hello") {
    eve.say(hello("Eve"));
    CHECK(field(eve.until("\n"), "code") == "server_full");
  }
  SUBCASE("a plain name") {
    eve.say("Eve\n");
    CHECK(eve.until("\n") == phrases::server_full() + "\n");
  }
  SUBCASE("a wrong token") {
    eve.say(resume("x"));
    CHECK(field(eve.until("\n"), "code") == "unknown_session");
    CHECK(field(eve.until("\n"), "code") == "server_full");
  }
  SUBCASE("a wrong token, with a hello behind it") {
    eve.say(resume("x") + hello("Eve"));
    CHECK(field(eve.until("\n"), "code") == "unknown_session");
    CHECK(field(eve.until("\n"), "code") == "server_full");
  }
  SUBCASE("silence") {
    pass_login_grace();
    CHECK(eve.until("\n") == phrases::server_full() + "\n");
  }
  eve.until_end();
  CHECK(server->statistics().refused_full == 1);
  come_back(token);
  CHECK(field(welcome, "name") == "Bob");
}

TEST_CASE_FIXTURE(Fixture, "many refused clients that stay open do not add up") {
  limits.max_clients = 1;
  limits.drain_timeout = std::chrono::hours{1};
  join_json("Bob");
  for (std::size_t i = 0; i < Sessions::kMaxDraining + 2; ++i) {
    CHECK(field(answer(hello("Eve")), "code") == "server_full");
  }
  const auto closed = [](const Client& client) {
    return ::send(client.socket.fd(), "x", 1, MSG_NOSIGNAL) < 0;
  };
  support::run_until(loop, [&] { return closed(clients[1]); });
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(closed(clients.back()));
    run_passes(loop);
  }
  come_back(token);
  CHECK(field(welcome, "name") == "Bob");
}

TEST_CASE_FIXTURE(Fixture, "a refused client gets the reason of its refusal") {
  limits.max_clients_per_address = 1;
  join_json("Bob");
  auto& silent = connect();
  pass_login_grace();
  CHECK(silent.until("\n") == kAddressFull);
  CHECK(server->statistics().refused_address == 1);
}

TEST_CASE_FIXTURE(Fixture, "a connection that could only resume is a client once a place is free") {
  limits.max_clients = 2;
  auto& ann = join("Ann");
  join_json("Bob");
  auto& eve = connect();
  run_passes(loop);
  ann.say("exit\n");
  ann.until_end();
  ann.socket = reactor::Socket();
  run_passes(loop);
  SUBCASE("silence") {
    pass_login_grace();
    CHECK(eve.until("\n") == "Username?\n");
    eve.say("Eve\n");
    CHECK(eve.until("\n") == phrases::connected("Eve") + "\n");
  }
  SUBCASE("a wrong token") {
    eve.say(resume("x"));
    CHECK(field(eve.until("\n"), "code") == "unknown_session");
    pass_login_grace();
    eve.say(hello("Eve"));
    CHECK(field(eve.until("\n"), "name") == "Eve");
  }
}

TEST_CASE_FIXTURE(Fixture, "a full server shuts down while a connection may only resume") {
  limits.max_clients = 1;
  join_json("Bob");
  connect();
  run_passes(loop);
  bool done = false;
  server->shut_down([&] { done = true; });
  for (auto& client : clients) client.socket = reactor::Socket();
  support::run_until(loop, clock, [&] { return done; });
}

}  // namespace
}  // namespace tertulia::server::resume_full_server_test
