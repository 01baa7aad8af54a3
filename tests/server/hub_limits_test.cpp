// The hub's server at its limits.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/hub_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::hub_limits_test {
namespace {

using namespace std::string_literals;
using support::HubFixture;
using support::run_passes;
using support::run_until;

TEST_CASE_FIXTURE(HubFixture,
                  "a line that is too long is refused, and the conversation continues") {
  limits.max_line = 64;
  auto& ann = join("Ann");
  ann.say(std::string(65, 'x') + "\n" + std::string(64, 'y') + "\n");
  CHECK(ann.until("y\n") == phrases::line_too_long(64) + "\n(Ann) " + std::string(64, 'y') + "\n");
}

TEST_CASE_FIXTURE(HubFixture,
                  "a client that sends too fast is read more slowly, and loses nothing") {
  limits.rate = 100;
  limits.burst = 2;
  auto& ann = join("Ann");
  const auto begin = clock.now();
  ann.say("1\n2\n3\n4\n5\n6\n");
  CHECK(ann.until("6\n") == "(Ann) 1\n(Ann) 2\n(Ann) 3\n(Ann) 4\n(Ann) 5\n(Ann) 6\n");
  CHECK(clock.now() - begin >= base::Duration{25});
}

TEST_CASE_FIXTURE(HubFixture, "a client without a name gets a notice and is closed") {
  limits.login_timeout = base::Duration{30};
  auto& stranger = connect();
  CHECK(stranger.until("\n") == phrases::closing_no_name("30 ms") + "\n");
  stranger.until_end();
}

TEST_CASE_FIXTURE(HubFixture, "a silent client gets a notice and is closed") {
  limits.idle_timeout = base::Duration{60};
  auto& ann = join("Ann");
  CHECK(ann.until("\n") == phrases::closing_idle("60 ms") + "\n");
  ann.until_end();
}

TEST_CASE_FIXTURE(HubFixture, "a client that sent while the server was late is not silent") {
  constexpr int kMoreThanOnePassLooksAt = 100;
  for (int i = 0; i < kMoreThanOnePassLooksAt; ++i) join("guest" + std::to_string(i));
  for (auto& client : clients) client.say("\n");
  limits.idle_timeout = base::Duration{1'000};
  clock.advance(limits.idle_timeout);
  server->set_policy({limits, Print::no, {}});
  run_passes(loop);
  CHECK(log.size() == 2 * kMoreThanOnePassLooksAt);
}

TEST_CASE_FIXTURE(HubFixture, "clients over the limit get an error, and a leave makes room") {
  limits.max_clients = 1;
  auto& ann = join("Ann");
  auto& bob = connect();
  CHECK(bob.until("\n") == phrases::server_full() + "\n");
  bob.until_end();
  ann.say("exit\n");
  ann.until_end();
  ann.socket = reactor::Socket();
  std::string answer;
  while (answer != phrases::connected("Cid") + "\n") {
    auto& cid = connect();
    cid.say("Cid\n");
    answer = cid.until("\n");
  }
}

TEST_CASE_FIXTURE(HubFixture,
                  "when the server is full, a client that has been unnamed for long makes room") {
  limits.max_clients = 2;
  limits.login_timeout = base::Duration{1'000} * HubServer::kLoginGraceDivisor;
  auto& ann = join("Ann");
  auto& silent = connect();
  silent.until("Username?\n");
  connect().until(phrases::server_full() + "\n");
  clock.advance(base::Duration{1'000});
  join("Bob");
  CHECK(silent.until("\n") == phrases::server_full() + "\n");
  silent.until_end();
  CHECK(std::ranges::any_of(log, [](const std::string& line) {
    return line.starts_with("info: 127.0.0.1:") &&
           line.ends_with(" gave no name, and another client took its place");
  }));
  CHECK(connect().until("\n") == phrases::server_full() + "\n");
  CHECK(ann.until("\n") == "-- Bob has joined\n");
}

TEST_CASE_FIXTURE(HubFixture, "a new connection gets no new burst") {
  limits.rate = 1;
  limits.burst = 4;
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  bob.say("1\n2\nexit\n");
  bob.until(phrases::goodbye("Bob") + "\n");
  bob.socket = reactor::Socket();
  ann.until("-- Bob has left\n");
  const auto begin = clock.now();
  auto& again = join("Bob");
  again.say("3\n");
  again.until("(Bob) 3\n");
  CHECK(clock.now() - begin >= base::Duration{900});
}

TEST_CASE_FIXTURE(HubFixture, "bytes that never become a line cost tokens") {
  limits.rate = 50;
  limits.burst = 2;
  std::string piece;
  SUBCASE("an endless line") { piece = std::string(4'096, 'x'); }
  SUBCASE("endless negotiation") {
    for (int i = 0; i < 2'048; ++i) piece += "\xFF\xF1";
  }
  auto& ann = join("Ann");
  const auto begin = clock.now();
  for (int i = 0; i < 32; ++i) {
    ann.say(piece);
    run_passes(loop, 2);
  }
  ann.say("\nhello\n");
  ann.until("(Ann) hello\n");
  CHECK(clock.now() - begin >= base::Duration{300});
}

TEST_CASE_FIXTURE(HubFixture,
                  "blank lines cost tokens by bytes, and do not stop the login timeout") {
  limits.rate = 1;
  limits.login_timeout = base::Duration{200};
  auto& ann = join("Ann");
  ann.say(std::string(5'000, '\n') + "hello\n");
  CHECK(ann.until("\n") == "(Ann) hello\n");
  auto& nameless = connect();
  nameless.say(std::string(50'000, '\n'));
  CHECK(nameless.until("\n") == phrases::closing_no_name("200 ms") + "\n");
}

TEST_CASE_FIXTURE(HubFixture,
                  "a client that closes while its long line is throttled leaves in time") {
  limits.rate = 1;
  limits.burst = 5;
  limits.max_line = 65'536;
  limits.send_timeout = base::Duration{100};
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  bob.say(std::string(60'000, 'x'));
  run_passes(loop);
  support::reset(bob.socket);
  ann.say("hello\n");
  ann.until("-- Bob has left\n");
}

TEST_CASE_FIXTURE(HubFixture, "a client that closed is not read for ever") {
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

TEST_CASE_FIXTURE(HubFixture,
                  "a client that reads nothing is dropped, and the others get the reason") {
  limits.send_timeout = base::Duration{1'000};
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
    clock.advance(base::Duration{100});
  }
  const std::string notice = "-- Bob has left (connection too slow)\n";
  if (heard.find(notice) == std::string::npos)
    heard = ann.until(notice);  // the notice may arrive earlier
  CHECK(heard.find(notice) != std::string::npos);
  CHECK(log[log.size() - 2].ends_with(" reads too slowly: it took nothing for --send-timeout"));
  CHECK(bob.socket.fd() >= 0);
  CHECK(server->statistics().slow_readers_dropped == 1);
}

TEST_CASE_FIXTURE(HubFixture,
                  "clients that overflow together leave together, and are announced in two lines") {
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
    server->accept(std::move(near), {"crowd", "crowd"});
    crowd.push_back(std::move(far));
  }
  run_until(loop, [&] { return log.size() == 2 * (1 + kCrowd); });
  support::pass_time(loop, clock, 2 * RoomChannel::kNoticeInterval);
  std::string told;
  for (int i = 0; i < 20; ++i) {
    ann.say(std::string(40'000, 'x') + "\n");
    told += ann.until("x\n");
  }
  told += std::exchange(ann.unread, {});
  const auto heard = [&told](std::string_view text) {
    return told.find(text) != std::string::npos;
  };
  run_until(loop, clock, [&] {
    told += support::get(ann.socket);
    return heard(" others have left (connection too slow)\n");
  });
  CHECK((heard("-- guest0, guest1 and 198 others have left") ||
         (heard("-- guest0 has left (") && heard("-- guest1, guest2 and 197 others have left"))));
  ann.say("still here\n");
  CHECK(ann.until("\n") == "(Ann) still here\n");
  CHECK(std::ranges::count_if(log, [](const std::string& line) {
          return line.starts_with("info: Client disconnected: guest");
        }) == kCrowd);
}

TEST_CASE_FIXTURE(HubFixture, "a client of another protocol gets an error and is closed") {
  struct Row {
    std::string sent, protocol;
  };
  for (const auto& [sent, protocol] :
       {Row{"POST / HTTP/1.1\r\nHost: chat\r\n\r\nBob\nspam\n", "HTTP"},
        Row{"\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03 random \0\n more"s, "TLS"},
        Row{"\x03\0\0\x13\x0E\xE0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0"s, "RDP"},
        Row{"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C"s, "the PROXY protocol"}}) {
    auto& stranger = connect();
    stranger.say(sent);
    stranger.until_end();
    CHECK(stranger.unread ==
          "! This is a chat server for lines of plain text, and that was " + protocol + "\n");
    CHECK(log.back().ends_with(" rejected: " + protocol));
  }
  CHECK(server->client_counts().named == 0);
}

TEST_CASE_FIXTURE(HubFixture, "new limits apply to connected clients") {
  auto& ann = join("Ann");
  limits.max_line = 64;
  server->set_policy({limits, Print::no, motd});
  ann.say(std::string(65, 'x') + "\n");
  CHECK(ann.until("\n") == phrases::line_too_long(64) + "\n");
  limits.idle_timeout = base::Duration{30};
  server->set_policy({limits, Print::no, motd});
  CHECK(ann.until("\n") == phrases::closing_idle("30 ms") + "\n");
}

}  // namespace
}  // namespace tertulia::server::hub_limits_test
