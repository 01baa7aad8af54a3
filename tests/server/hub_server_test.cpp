#include "tertulia/server/hub_server.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/listener.h"

#include "support/lines.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::server {
namespace {

using namespace std::string_literals;
using support::Lines;
using support::run_passes;
using support::run_until;

struct Fixture {
  struct Client {
    reactor::Reactor& loop;
    reactor::Socket socket;
    std::string unread;

    void say(const std::string& bytes) const { support::put(socket, bytes); }
    /// Reads on until these bytes have come; what came before them counts too.
    std::string until(const std::string& last) {
      std::size_t end = 0;
      run_until(loop, [&] {
        unread += support::get(socket);
        const auto at = unread.find(last);
        end = at == std::string::npos ? 0 : at + last.size();
        return end > 0;
      });
      auto heard = unread.substr(0, end);
      unread.erase(0, end);
      return heard;
    }
    void until_end() {
      run_until(loop, [&] {
        unread += support::get(socket);
        return support::at_end(socket);
      });
    }
  };

  Fixture() {
    base::log::redirect([this](std::string_view line) { log.emplace_back(line.substr(20)); });
    limits.rate = 0;
  }
  ~Fixture() { base::log::redirect({}); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  void open(Print print = Print::no) {
    server = std::make_unique<HubServer>(loop, Policy{limits, print, motd});
    doors = reactor::listen(loop, *reactor::parse_endpoint("127.0.0.1:0"),
                            [this](reactor::Socket socket, reactor::Peer peer) {
                              server->take(std::move(socket), std::move(peer));
                            });
  }
  Client& connect() {
    if (!server) open();
    auto connection = reactor::dial(*reactor::parse_endpoint(doors.front().address()));
    clients.push_back({loop, std::move(connection.socket), {}});
    return clients.back();
  }
  Client& join(const std::string& name) {
    auto& client = connect();
    client.say(name + "\n");
    client.until("You are now connected, " + name + "!\n");
    return client;
  }

  base::Limits limits = base::default_limits(base::Mode::hub);
  Lines motd;
  reactor::Reactor loop;
  std::unique_ptr<HubServer> server;
  std::vector<reactor::Listener> doors;
  std::deque<Client> clients;
  Lines log;
};

TEST_CASE_FIXTURE(Fixture, "who says nothing is asked for a name, once") {
  auto& ann = connect();
  CHECK(ann.until("\n") == "Username?\n");
  ann.say("Ann\n");
  CHECK(ann.until("\n") == "You are now connected, Ann!\n");
}

TEST_CASE_FIXTURE(Fixture, "people talk, in the same order for all") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  CHECK(ann.until("\n") == "-- Bob has joined\n");
  bob.say("hi\r\n/me waves\n/msg Ann psst\n\n");
  CHECK(ann.until("psst\n") == "(Bob) hi\n* Bob waves\n[Bob -> Ann] psst\n");
  CHECK(bob.until("psst\n") == "(Bob) hi\n* Bob waves\n[Bob -> Ann] psst\n");
  ann.say("/nick Anna\n");
  CHECK(bob.until("\n") == "-- Ann is now known as Anna\n");
}

TEST_CASE_FIXTURE(Fixture, "whatever the pieces, a line is a line") {
  auto& ann = connect();
  for (const char byte : std::string("Ann\r\nhello\r\n")) {
    ann.say(std::string(1, byte));
    run_passes(loop, 3);
  }
  CHECK(ann.until("hello\n") == "You are now connected, Ann!\n(Ann) hello\n");
}

TEST_CASE_FIXTURE(Fixture, "who exits hears goodbye, and the others that they left") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  bob.say("exit\ntoo late\n");
  CHECK(bob.until("\n") == "Goodbye Bob!\n");
  bob.until_end();
  CHECK(bob.unread.empty());
  CHECK(ann.until("-- Bob has left\n") == "-- Bob has joined\n-- Bob has left\n");
}

TEST_CASE_FIXTURE(Fixture,
                  "at the end of input all that was sent is delivered, then it is closed") {
  auto& ann = join("Ann");
  auto& bob = connect();
  bob.say("Bob\none\ntwo");
  support::end_output(bob.socket);
  bob.until_end();
  CHECK(bob.unread == "You are now connected, Bob!\n(Bob) one\n(Bob) two\n");
  CHECK(ann.until("has left\n") == "-- Bob has joined\n(Bob) one\n(Bob) two\n-- Bob has left\n");
}

TEST_CASE_FIXTURE(Fixture, "a name that is refused is asked for again") {
  join("Ann");
  auto& bob = connect();
  bob.say("ann\n");
  CHECK(bob.until("Username?\n") == "! 'ann' is taken; choose another name\nUsername?\n");
  bob.say("exit\n");
  CHECK(bob.until("\n") == "Goodbye!\n");
  bob.until_end();
}

TEST_CASE_FIXTURE(Fixture, "a line that is too long is refused, and the talk goes on") {
  limits.max_line = 64;
  auto& ann = join("Ann");
  ann.say(std::string(65, 'x') + "\n" + std::string(64, 'y') + "\n");
  CHECK(ann.until("y\n") == "! That line was longer than 64 bytes and was not sent\n(Ann) " +
                                std::string(64, 'y') + "\n");
}

TEST_CASE_FIXTURE(Fixture, "who sends too fast is read more slowly, and loses nothing") {
  limits.rate = 100;
  limits.burst = 2;
  auto& ann = join("Ann");
  const auto begin = reactor::Reactor::now();
  ann.say("1\n2\n3\n4\n5\n6\n");
  CHECK(ann.until("6\n") == "(Ann) 1\n(Ann) 2\n(Ann) 3\n(Ann) 4\n(Ann) 5\n(Ann) 6\n");
  CHECK(reactor::Reactor::now() - begin >= base::Duration{25});
}

TEST_CASE_FIXTURE(Fixture, "who gives no name is told so and closed") {
  limits.login_timeout = base::Duration{30};
  auto& stranger = connect();
  CHECK(stranger.until("\n") == "-- Closing: no name for 30 ms\n");
  stranger.until_end();
}

TEST_CASE_FIXTURE(Fixture, "who falls silent is told so and closed") {
  limits.idle_timeout = base::Duration{60};
  auto& ann = join("Ann");
  CHECK(ann.until("\n") == "-- Closing: idle for 60 ms\n");
  ann.until_end();
}

TEST_CASE_FIXTURE(Fixture, "who spoke while the server was held up is not silent") {
  constexpr int kMoreThanOnePassLooksAt = 100;
  for (int i = 0; i < kMoreThanOnePassLooksAt; ++i) join("guest" + std::to_string(i));
  for (auto& client : clients) client.say("\n");
  limits.idle_timeout = base::Duration{1'000};
  std::this_thread::sleep_for(limits.idle_timeout);
  server->set_policy({limits, Print::no, {}});
  run_passes(loop);
  CHECK(log.size() == kMoreThanOnePassLooksAt);
}

TEST_CASE_FIXTURE(Fixture, "more than may come in are told so, and one that goes makes room") {
  limits.max_clients = 1;
  auto& ann = join("Ann");
  auto& bob = connect();
  CHECK(bob.until("\n") == "! The server is full; try again later\n");
  bob.until_end();
  ann.say("exit\n");
  ann.until_end();
  ann.socket = reactor::Socket();
  std::string answer;
  while (!answer.starts_with("You are now connected")) {
    auto& cid = connect();
    cid.say("Cid\n");
    answer = cid.until("\n");
  }
}

TEST_CASE_FIXTURE(Fixture, "when the server is full, who gave no name for long makes room") {
  limits.max_clients = 2;
  limits.login_timeout = base::Duration{1'000} * HubServer::kPatience;
  auto& ann = join("Ann");
  auto& silent = connect();
  silent.until("Username?\n");
  const auto opened = reactor::Reactor::now();
  connect().until("! The server is full; try again later\n");
  run_until(loop, [&] { return reactor::Reactor::now() - opened > base::Duration{1'000}; });
  join("Bob");
  CHECK(silent.until("\n") == "! The server is full; try again later\n");
  silent.until_end();
  CHECK(connect().until("\n") == "! The server is full; try again later\n");
  CHECK(ann.until("\n") == "-- Bob has joined\n");
}

TEST_CASE_FIXTURE(Fixture, "who comes anew gets no new burst") {
  limits.rate = 1;
  limits.burst = 4;
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  bob.say("1\n2\nexit\n");
  bob.until("Goodbye Bob!\n");
  bob.socket = reactor::Socket();
  ann.until("-- Bob has left\n");
  const auto begin = reactor::Reactor::now();
  auto& again = join("Bob");
  again.say("3\n");
  again.until("(Bob) 3\n");
  CHECK(reactor::Reactor::now() - begin >= base::Duration{900});
}

TEST_CASE_FIXTURE(Fixture, "bytes that never become a line are paid for as lines are") {
  limits.rate = 50;
  limits.burst = 2;
  std::string piece;
  SUBCASE("an endless line") { piece = std::string(4'096, 'x'); }
  SUBCASE("endless negotiation") {
    for (int i = 0; i < 2'048; ++i) piece += "\xFF\xF1";
  }
  auto& ann = join("Ann");
  const auto begin = reactor::Reactor::now();
  for (int i = 0; i < 32; ++i) {
    ann.say(piece);
    run_passes(loop, 2);
  }
  ann.say("\nhello\n");
  ann.until("(Ann) hello\n");
  CHECK(reactor::Reactor::now() - begin >= base::Duration{300});
}

TEST_CASE_FIXTURE(Fixture, "blank lines cost as bytes do, and hold no place") {
  limits.rate = 1;
  limits.login_timeout = base::Duration{200};
  auto& ann = join("Ann");
  ann.say(std::string(5'000, '\n') + "hello\n");
  CHECK(ann.until("\n") == "(Ann) hello\n");
  auto& nameless = connect();
  nameless.say(std::string(50'000, '\n'));
  CHECK(nameless.until("\n") == "-- Closing: no name for 200 ms\n");
}

TEST_CASE_FIXTURE(Fixture, "who is gone is not heard for ever") {
  limits.rate = 1;
  limits.burst = 5;
  limits.send_timeout = base::Duration{100};
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  std::string much;
  for (int i = 0; i < 1'000; ++i) much += "x\n";
  bob.say(much);
  ann.until("(Bob) x\n");
  support::reset(bob.socket);
  ann.until("-- Bob has left\n");
}

TEST_CASE_FIXTURE(Fixture, "a reader that takes nothing is dropped, and the others are told why") {
  limits.send_timeout = base::Duration{100};
  limits.send_queue = 1U << 30U;
  limits.max_line = 1U << 20U;
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  const std::string line(50'000, 'x');
  std::string heard;
  while (log.empty() || log.back() != "info: Client disconnected: Bob") {
    ann.say(line + "\n");
    heard = ann.until("x\n");
  }
  const std::string notice = "-- Bob has left (too slow a reader)\n";
  if (heard.find(notice) == std::string::npos) heard = ann.until(notice);  // it may come before
  CHECK(heard.find(notice) != std::string::npos);
  CHECK(log[log.size() - 2].ends_with(" reads too slowly: it took nothing for --send-timeout"));
  CHECK(bob.socket.fd() >= 0);
  CHECK(server->statistics().slow_readers_dropped == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "a crowd that overflows at once goes at once, and is told of in two lines") {
  limits.send_queue = 4'096;
  limits.max_line = 1U << 20U;
  auto& ann = join("Ann");
  std::vector<support::Socket> crowd;
  constexpr int kCrowd = 200;
  for (int i = 0; i < kCrowd; ++i) {
    auto [near, far] = support::unix_pair();
    const int little = 4'096;
    ::setsockopt(near.fd(), SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
    support::put(far, "guest" + std::to_string(i) + "\n");
    server->take(std::move(near), {"crowd", "crowd"});
    crowd.push_back(std::move(far));
  }
  run_until(loop, [&] { return log.size() == 1 + kCrowd; });
  const auto all_told = reactor::Reactor::now() + HubServer::kMoment;
  run_until(loop, [&] { return reactor::Reactor::now() > all_told; });
  std::string told;
  for (int i = 0; i < 20; ++i) {
    ann.say(std::string(40'000, 'x') + "\n");
    told += ann.until("x\n");
  }
  told += std::exchange(ann.unread, {});
  const auto heard = [&told](std::string_view text) {
    return told.find(text) != std::string::npos;
  };
  run_until(loop, [&] {
    told += support::get(ann.socket);
    return heard(" others have left (too slow a reader)\n");
  });
  CHECK((heard("-- guest0, guest1 and 198 others have left") ||
         (heard("-- guest0 has left (") && heard("-- guest1, guest2 and 197 others have left"))));
  ann.say("still here\n");
  CHECK(ann.until("\n") == "(Ann) still here\n");
  CHECK(std::ranges::count_if(log, [](const std::string& line) {
          return line.starts_with("info: Client disconnected: guest");
        }) == kCrowd);
}

TEST_CASE_FIXTURE(Fixture, "a browser and a TLS client are told where they are, and let go") {
  auto& browser = connect();
  browser.say("POST / HTTP/1.1\r\nHost: chat\r\n\r\nBob\nspam\n");
  browser.until_end();
  CHECK(browser.unread ==
        "! This port takes lines of plain text; HTTP and TLS are not spoken here\n");
  auto& tls = connect();
  tls.say("\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03 random \0\n more"s);
  tls.until_end();
  CHECK(tls.unread == browser.unread);
}

TEST_CASE_FIXTURE(Fixture, "limits that change hold for those who are here") {
  auto& ann = join("Ann");
  limits.max_line = 64;
  server->set_policy({limits, Print::no, motd});
  ann.say(std::string(65, 'x') + "\n");
  CHECK(ann.until("\n") == "! That line was longer than 64 bytes and was not sent\n");
  limits.idle_timeout = base::Duration{30};
  server->set_policy({limits, Print::no, motd});
  CHECK(ann.until("\n") == "-- Closing: idle for 30 ms\n");
}

TEST_CASE_FIXTURE(Fixture, "the message of the day comes after the welcome, and may change") {
  motd = {"Be kind.", "\x1B[2J"};
  auto& ann = join("Ann");
  CHECK(ann.until("[2J\n") == "-- Be kind.\n-- \u241B[2J\n");
  motd = {"Hurry."};
  server->set_policy({limits, Print::yes, motd});
  auto& bob = join("Bob");
  CHECK(bob.until("\n") == "-- Hurry.\n");
  CHECK(ann.until("\n") == "-- Bob has joined\n");
  bob.say("hi\n");
  CHECK(ann.until("\n") == "(Bob) hi\n");
  CHECK(log.back() == "info: (Bob) hi");
}

TEST_CASE_FIXTURE(Fixture, "what happens is counted, and who is here") {
  limits.max_clients = 3;
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  connect().until("Username?\n");
  connect().until("! The server is full; try again later\n");
  bob.say("hi\n\n/me " + std::string(limits.max_line, 'x') + "\n/msg Ann psst\n");
  ann.until("psst\n");
  bob.until("psst\n");
  const auto census = server->census();
  CHECK(census.named == 2);
  CHECK(census.nameless == 1);
  CHECK(census.waiting == 0);
  const auto& counted = server->statistics();
  CHECK(counted.connections == 3);
  CHECK(counted.refused_full == 1);
  CHECK(counted.lines_received == 6);
  // Two welcomes, one join, one question, one refusal; hi twice, an error, a whisper to both.
  CHECK(counted.lines_sent == 5 + 2 + 1 + 2);
}

TEST_CASE_FIXTURE(Fixture, "a shutdown is told to everyone, and done when all have gone") {
  auto& ann = join("Ann");
  auto& stranger = connect();
  run_passes(loop);
  int done = 0;
  server->shut_down([&] { ++done; });
  CHECK(ann.until("\n") == "-- The server is shutting down\n");
  CHECK(stranger.until("\n") == "-- The server is shutting down\n");
  ann.until_end();
  ann.socket = reactor::Socket();
  run_passes(loop);
  CHECK(done == 0);
  stranger.socket = reactor::Socket();
  run_until(loop, [&] { return done == 1; });
}

TEST_CASE_FIXTURE(Fixture, "a shutdown of an empty server is done at once") {
  open();
  int done = 0;
  server->shut_down([&] { ++done; });
  CHECK(done == 1);
}

TEST_CASE_FIXTURE(Fixture, "the log tells who comes and goes, and messages where it is asked to") {
  bool print = false;
  SUBCASE("not asked") {}
  SUBCASE("asked") { print = true; }
  open(print ? Print::yes : Print::no);
  auto& bob = join("Bob");
  bob.say("hi\n/msg Bob psst\n/nick Rob\nexit\n");
  bob.until_end();
  auto expected = Lines{"info: New client: Bob", "info: -- Bob is now known as Rob",
                        "info: Client disconnected: Rob"};
  if (print) expected.insert(expected.begin() + 1, "info: (Bob) hi");
  CHECK(log == expected);
}

TEST_CASE_FIXTURE(Fixture, "a server may go with everyone in it") {
  join("Ann");
  auto& bob = join("Bob");
  bob.say("hi\n");
  run_passes(loop, 2);
  server.reset();
  bob.until_end();
}

}  // namespace
}  // namespace tertulia::server
