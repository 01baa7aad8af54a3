// Strangers sent a few long lines of control characters to a room whose members read as fast as
// their common slow link let them. Each control character cost its sender one byte and became three
// on every screen. The send queues used up the common budget, and the server closed the members,
// who had done nothing wrong, as too slow.
#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/backpressure.h"

#include "support/hub_fixture.h"

namespace tertulia::server::flooded_room_test {
namespace {

using support::HubFixture;
using support::run_passes;

/// More than the kernel's buffers take.
constexpr std::size_t kLines = 2'000;

struct Room : HubFixture {
  Room() {
    limits.send_queue = std::size_t{64} * 1024 * 1024;
    loop.send_budget().set_limit(std::size_t{2} * 1024 * 1024);
  }
  bool strained() { return loop.send_budget().strained(); }
  bool logged(const std::string& part) const {
    for (const auto& line : log) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }
};

/// What everyone else in the room sees of it.
std::string shown(const std::string& name, const std::string& text) {
  return "(" + name + ") " + text + "\n";
}

TEST_CASE_FIXTURE(Room, "a flood is delayed, not those who read it") {
  auto& reader = join("Reader");
  auto& flooder = join("Flooder");
  auto& ann = join("Ann");
  const std::string line(4'000, 'x');
  std::string sent;
  for (std::size_t i = 0; i < kLines; ++i) sent += line + "\n";

  std::size_t taken = 0;
  const auto flood = [&] {
    const auto count = ::send(flooder.socket.fd(), sent.data() + taken, sent.size() - taken,
                              MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count > 0) taken += static_cast<std::size_t>(count);
    flooder.unread += support::get(flooder.socket);
    ann.unread += support::get(ann.socket);
  };
  support::run_until(loop, [&] {
    flood();
    return logged("much data waits for slow clients");
  });
  for (int i = 0; i < 200; ++i) {
    flood();
    loop.run_pass();
  }
  CHECK(strained());
  CHECK(taken < sent.size());
  CHECK(loop.send_budget().queued() < loop.send_budget().limit());

  ann.say("hello\n");
  CHECK(ann.until(shown("Ann", "hello")).ends_with(shown("Ann", "hello")));

  const auto whole = shown("Flooder", line);
  std::size_t lines_read = 0;
  std::string rest;
  support::run_until(loop, clock, [&] {
    flood();
    rest += support::get(reader.socket);
    std::size_t begin = 0;
    for (auto at = rest.find(whole); at != std::string::npos; at = rest.find(whole, begin)) {
      begin = at + whole.size();
      ++lines_read;
    }
    rest.erase(0, begin);
    return lines_read == kLines;
  });
  CHECK_FALSE(logged("reads too slowly"));
  CHECK_FALSE(logged("disconnected"));
}

TEST_CASE_FIXTURE(Room, "a control character costs what it becomes on a screen") {
  limits.rate = 10;
  limits.burst = 2;
  std::string line;
  int tokens = 0;
  SUBCASE("control characters") { line = std::string(1'024, '\x01'), tokens = 6; }
  SUBCASE("plain text") { line = std::string(1'024, 'x'), tokens = 2; }
  SUBCASE("control characters in an action") {
    line = "/me " + std::string(1'024, '\x01'), tokens = 6;
  }
  SUBCASE("control characters in a private message") {
    line = "/msg Ann " + std::string(1'024, '\x01'), tokens = 6;
  }
  auto& ann = join("Ann");
  support::pass_time(loop, clock, base::Duration{1'000});
  const auto begin = clock.now();
  ann.say(line + "\nlast\n");
  ann.until("(Ann) last\n");
  const auto waited = std::chrono::duration_cast<base::Duration>(clock.now() - begin);
  const auto expected = base::Duration{100} * (tokens - 1);
  CHECK(waited >= expected);
  CHECK(waited <= expected + base::Duration{150});
}

TEST_CASE_FIXTURE(Room, "nobody can fill the queue of one member with private messages") {
  limits.send_queue = std::size_t{256} * 1024;
  auto& victim = join("Victim");
  auto& eve = join("Eve");
  const std::string line = "/msg Victim " + std::string(4'000, 'x') + "\n";
  const std::string refused =
      "! 'Victim' reads slowly and cannot get more private messages now; try again later\n";
  std::string seen;
  for (int i = 0; i < 1'000 && seen.find(refused) == std::string::npos; ++i) {
    eve.say(line);
    run_passes(loop, 3);
    seen += support::get(eve.socket);
  }
  CHECK(seen.find(refused) != std::string::npos);
  CHECK(loop.send_budget().queued() <= limits.send_queue / 4 + 2 * line.size());
  for (int i = 0; i < 100; ++i) {
    eve.say(line);
    run_passes(loop, 3);
    support::get(eve.socket);
  }
  eve.say("hello\n");
  CHECK(victim.until("(Eve) hello\n").ends_with("(Eve) hello\n"));
  CHECK_FALSE(logged("disconnected"));
  eve.say("/msg Victim psst\n");
  CHECK(victim.until("psst\n").ends_with("] psst\n"));
}

}  // namespace
}  // namespace tertulia::server::flooded_room_test
