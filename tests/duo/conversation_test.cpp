#include "tertulia/duo/conversation.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "support/fake_console.h"
#include "support/phrases.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::duo::conversation_test {
namespace {

using base::Duration;
using support::Lines;
using support::run_passes;
using support::run_until;
using Outcome = Conversation::Outcome;
using Role = Conversation::Role;

constexpr Duration kNever{0};
constexpr reactor::Stream::Limits kStream{1'048'576, support::kGiveUp};

struct Recorder final : Conversation::Owner {
  void on_over(Conversation& /*over*/, Outcome outcome) override { outcomes.push_back(outcome); }
  void on_delivered() override { ++delivered; }
  void on_error(std::string_view line) override { errors.emplace_back(line); }
  std::vector<Outcome> outcomes;
  Lines errors;
  int delivered = 0;
};

struct Fixture {
  Conversation& open(Role role, Duration idle = kNever, reactor::Stream::Limits limits = kStream,
                     std::string_view name = "Ana") {
    auto [near, other] = support::unix_pair();
    far = std::move(other);
    talk.emplace(loop, deadlines, std::move(near), reactor::Peer{"peer:1", "peer"}, console,
                 Conversation::Setup{role, idle, 100, {}, limits}, owner);
    if (!name.empty()) talk->set_name(name);
    return *talk;
  }
  Conversation& begin(Role role, Duration idle = kNever, reactor::Stream::Limits limits = kStream) {
    open(role, idle, limits).begin();
    return *talk;
  }
  void screen_shows(const Lines& lines) {
    run_until(loop, clock, [&] { return console.screen.size() >= lines.size(); });
    run_passes(loop);
    CHECK(console.screen == lines);
    console.screen.clear();
  }
  void run_until_over(Outcome outcome) {
    run_until(loop, clock, [&] { return !outcomes.empty(); });
    run_passes(loop);
    CHECK(outcomes == std::vector{outcome});
  }
  /// The bytes that arrived at the far end since the last call. Waits until there is a line.
  std::string heard() {
    std::string bytes;
    run_until(loop, clock, [&] { return (bytes += support::get(far)).ends_with('\n'); });
    return bytes;
  }

  base::ManualClock clock;
  reactor::Reactor loop{clock};
  reactor::Deadlines deadlines{loop};
  support::FakeConsole console;
  reactor::Socket far;
  std::optional<Conversation> talk;
  Recorder owner;
  std::vector<Outcome>& outcomes = owner.outcomes;
  int& delivered = owner.delivered;
};

TEST_CASE_FIXTURE(Fixture, "each line is sent with its speaker's name") {
  begin(Role::host).say("Hola, como estas?");
  CHECK(heard() == "Ana > Hola, como estas?\n");
  screen_shows({"Ana > Hola, como estas?"});
  talk->say(" \t");
  talk->say("");
  run_passes(loop);
  CHECK(support::get(far).empty());
}

TEST_CASE_FIXTURE(Fixture, "the screen on which a line was typed does not show it again") {
  console.person = true;
  begin(Role::guest).say("Hola");
  CHECK(heard() == "Ana > Hola\n");
  screen_shows({});
}

// The screen of a guest showed `Username?`, the host's greeting, and then the answer.
TEST_CASE_FIXTURE(Fixture, "on a terminal nothing comes between the question for the name and it") {
  console.person = true;
  open(Role::guest, kNever, kStream, {});
  talk->begin();
  support::put(far, "-- You are talking with Maria\nMaria > hola\n");
  screen_shows({});
  talk->set_name("Ana");
  screen_shows({"-- You are talking with Maria", "Maria > hola"});
  support::put(far, "Maria > que tal?\n");
  screen_shows({"Maria > que tal?"});
}

TEST_CASE_FIXTURE(Fixture, "a guest who gave no name sees what came when the conversation ends") {
  console.person = true;
  open(Role::guest, kNever, kStream, {});
  talk->begin();
  support::put(far, "-- You are talking with Maria\nGoodbye!\n");
  run_passes(loop);
  far = reactor::Socket();
  run_until_over(Outcome::ended);
  screen_shows({"-- You are talking with Maria", "Goodbye!"});
}

TEST_CASE_FIXTURE(
    Fixture,
    "a line with a name is shown unchanged, a line without one is shown with the address") {
  for (const auto role : {Role::host, Role::guest}) {
    begin(role);
    CHECK(talk->peer_name() == "peer:1");
    support::put(far, "hola\r\n\n \nBob > que tal?\nbien\na b > c\n");
    screen_shows({"peer:1 > hola", "Bob > que tal?", "peer:1 > bien", "peer:1 > a b > c"});
    CHECK(talk->peer_name() == "Bob");
  }
}

TEST_CASE_FIXTURE(Fixture, "a client that sends too much is read more slowly, and loses nothing") {
  open(Role::host).set_limits({Role::host, kNever, 100, {100, 2}, kStream});
  support::put(far, "1\n2\n3\n4\n5\n6\n");
  support::end_output(far);
  const auto begin = clock.now();
  talk->begin();
  run_until_over(Outcome::lost);
  CHECK(clock.now() - begin >= Duration{25});
  screen_shows(
      {"peer:1 > 1", "peer:1 > 2", "peer:1 > 3", "peer:1 > 4", "peer:1 > 5", "peer:1 > 6"});
}

TEST_CASE_FIXTURE(Fixture,
                  "a throttled client is not idle until its lines are read, and can be closed") {
  open(Role::host).set_limits({Role::host, Duration{60}, 100, {1, 1}, kStream});
  support::put(far, "1\n2\n");
  talk->begin();
  SUBCASE("idle") {
    CHECK(heard() == phrases::closing_idle("60 ms") + "\n");
    screen_shows({"peer:1 > 1", "peer:1 > 2", phrases::closing_idle("60 ms")});
  }
  SUBCASE("parted") {
    screen_shows({"peer:1 > 1"});
    talk->leave();
    CHECK(heard() == phrases::goodbye("peer:1") + "\n");
  }
}

TEST_CASE_FIXTURE(Fixture, "the peer cannot use this end's name") {
  begin(Role::host);
  support::put(far, "Ana > yo\nANA > yo\n\xEF\xBC\xA1na > yo\n");
  screen_shows({"peer:1 > Ana > yo", "peer:1 > ANA > yo", "peer:1 > \xEF\xBC\xA1na > yo"});
  CHECK(talk->peer_name() == "peer:1");
}

TEST_CASE_FIXTURE(Fixture,
                  "the server reads at most one line of a queued client, however it is split") {
  open(Role::host);
  constexpr std::size_t kMuch = 16 * 1024 * 1024;
  const std::string junk(4'096, 'j');
  support::put(far, "j");
  run_passes(loop, 3);
  support::put(far, "\n");
  std::size_t taken = 0;
  for (int refused = 0; refused < 20 && taken < kMuch;) {
    const auto sent = ::send(far.fd(), junk.data(), junk.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    sent > 0 ? void(taken += static_cast<std::size_t>(sent)) : void(++refused);
    run_passes(loop, 2);
  }
  CHECK(taken < kMuch);
}

TEST_CASE_FIXTURE(Fixture, "a queue notice detects a queued client that is gone") {
  open(Role::host);
  support::put(far, "a\n");
  run_passes(loop, 3);
  support::reset(far);
  run_passes(loop, 3);
  CHECK_FALSE(talk->lost());
  talk->notify("-- you are number 1 in line");
  CHECK(talk->lost());
  talk->abort();
  run_until_over(Outcome::lost);
}

TEST_CASE_FIXTURE(Fixture, "a name is shown without the spaces around it") {
  begin(Role::host);
  support::put(far, "          Bob > (Ann) I quit\n");
  screen_shows({"Bob > (Ann) I quit"});
  CHECK(talk->peer_name() == "Bob");
}

TEST_CASE_FIXTURE(Fixture, "a host shows a guest's notices as messages") {
  begin(Role::host);
  support::put(far, "-- Bob has left\n! error\nGoodbye Ana!\n");
  screen_shows({"peer:1 > -- Bob has left", "peer:1 > ! error", "peer:1 > Goodbye Ana!"});
  CHECK(talk->talking());
}

TEST_CASE_FIXTURE(Fixture, "a guest shows notices unchanged, and in a pipe tells errors apart") {
  begin(Role::guest);
  support::put(far, "! error\n-- You are talking with Eva\n");
  screen_shows({"-- You are talking with Eva"});
  CHECK(owner.errors == Lines{"! error"});
}

TEST_CASE_FIXTURE(Fixture, "a host answers the guest's exit, and closes") {
  begin(Role::host);
  support::put(far, "Bob > chau\nexit\nBob > too late\n");
  CHECK(heard() == phrases::goodbye("Bob") + "\n");
  CHECK(support::at_end(far));
  CHECK_FALSE(talk->talking());
  talk->say("too late");
  far = reactor::Socket();
  run_until_over(Outcome::ended);
  CHECK(console.screen == Lines{"Bob > chau"});
}

TEST_CASE_FIXTURE(Fixture, "a host ends the conversation with goodbye") {
  begin(Role::host).leave();
  CHECK(heard() == phrases::goodbye("peer:1") + "\n");
  CHECK(support::at_end(far));
  support::end_output(far);
  run_until_over(Outcome::ended);
}

TEST_CASE_FIXTURE(Fixture, "a guest ends the conversation with exit, and waits for goodbye") {
  begin(Role::guest).leave();
  talk->leave();
  CHECK(heard() == "exit\n");
  run_passes(loop);
  CHECK_FALSE(support::at_end(far));
  support::put(far, "Eva > espera\n" + phrases::goodbye("Ana") + "\n");
  support::end_output(far);
  run_until_over(Outcome::ended);
  CHECK(console.screen == Lines{"Eva > espera", phrases::goodbye("Ana")});
}

TEST_CASE_FIXTURE(Fixture, "a guest waits for goodbye at most the drain timeout") {
  begin(Role::guest, kNever, {1'048'576, Duration{20}}).leave();
  run_until_over(Outcome::ended);
}

TEST_CASE_FIXTURE(Fixture, "an end of input is a loss, except after goodbye") {
  begin(Role::guest);
  support::put(far, "Eva > half a");
  support::end_output(far);
  run_until_over(Outcome::lost);
  CHECK(console.screen == Lines{"Eva > half a"});
  outcomes.clear();
  begin(Role::guest);
  support::put(far, phrases::goodbye("Ana") + "\n");
  far = reactor::Socket();
  run_until_over(Outcome::ended);
}

TEST_CASE_FIXTURE(Fixture, "a dismissal and a notification are sent unchanged") {
  begin(Role::host).notify("-- wait");
  CHECK(heard() == "-- wait\n");
  talk->dismiss("-- The server is shutting down");
  CHECK(heard() == "-- The server is shutting down\n");
  CHECK(support::at_end(far));
  far = reactor::Socket();
  run_until_over(Outcome::ended);
  CHECK(console.screen.empty());
}

TEST_CASE_FIXTURE(Fixture, "an idle conversation is closed, and both ends get the notice") {
  for (const auto role : {Role::host, Role::guest}) {
    console.screen.clear();
    outcomes.clear();
    begin(role, Duration{30});
    CHECK(heard() == phrases::closing_idle("30 ms") + "\n");
    CHECK(support::at_end(far));
    far = reactor::Socket();
    run_until_over(Outcome::idle);
    CHECK(console.screen == Lines{phrases::closing_idle("30 ms")});
  }
}

TEST_CASE_FIXTURE(Fixture, "the peer's closing notice is shown, and decides the outcome") {
  begin(Role::guest);
  support::put(far, phrases::closing_idle("60 s") + "\n");
  support::end_output(far);
  run_until_over(Outcome::idle);
  CHECK(console.screen == Lines{phrases::closing_idle("60 s")});
}

TEST_CASE_FIXTURE(Fixture, "half a line is activity, and so are this end's lines") {
  constexpr Duration kIdle{200};
  const auto patience = [&](const auto& act) {
    outcomes.clear();
    begin(Role::host, kIdle);
    auto last = clock.now();
    for (int i = 0; i < 3; ++i) {
      support::pass_time(loop, clock, kIdle - Duration{1});
      REQUIRE(talk->talking());
      last = clock.now();
      act();
    }
    const auto closing = phrases::closing_idle("200 ms") + "\n";
    std::string bytes;
    run_until(loop, clock, [&] { return (bytes += support::get(far)).ends_with(closing); });
    CHECK(clock.now() - last >= kIdle);
  };
  patience([&] { support::put(far, "x"); });
  patience([&] { talk->say("x"); });
}

TEST_CASE_FIXTURE(Fixture, "the idle time starts with the conversation, not with the connection") {
  open(Role::host, Duration{30});
  support::pass_time(loop, clock, Duration{60});
  CHECK(support::get(far).empty());
  const auto begun = clock.now();
  talk->begin();
  CHECK(heard() == phrases::closing_idle("30 ms") + "\n");
  CHECK(clock.now() - begun >= Duration{30});
}

TEST_CASE_FIXTURE(Fixture, "lines are kept while the conversation waits") {
  open(Role::host);
  CHECK_FALSE(talk->begun());
  CHECK_FALSE(talk->talking());
  support::put(far, "Bob > uno\n");
  run_passes(loop);
  support::put(far, "Bob > dos\n");
  run_passes(loop);
  CHECK(console.screen.empty());
  talk->begin();
  CHECK(talk->talking());
  screen_shows({"Bob > uno", "Bob > dos"});
}

TEST_CASE_FIXTURE(Fixture,
                  "a client that closes while it waits is lost, with or without unread lines") {
  open(Role::host);
  far = reactor::Socket();
  run_until_over(Outcome::lost);
  CHECK_FALSE(talk->begun());
  outcomes.clear();
  open(Role::host);
  support::put(far, "Bob > uno\n");
  support::end_output(far);
  run_passes(loop);
  CHECK(outcomes.empty());
  talk->begin();
  run_until_over(Outcome::lost);
  CHECK(console.screen == Lines{"Bob > uno"});
}

TEST_CASE_FIXTURE(Fixture, "a line that is too long is refused, and the conversation continues") {
  begin(Role::host);
  support::put(far, "Bob > hola\n" + std::string(101, 'x') + "\nBob > chau\n");
  CHECK(heard() == phrases::line_too_long(100) + "\n");
  screen_shows({"Bob > hola", "Bob > chau"});
}

TEST_CASE_FIXTURE(Fixture, "a telnet client gets its answers") {
  begin(Role::host);
  support::put(far, "hola\xFF\xF4\xFF\xFD\x06\r\xFF\xFD\x01");
  const std::string refusals = "\xFF\xFC\x06\xFF\xFC\x01";
  std::string received;
  run_until(loop, clock, [&] {
    received += support::get(far);
    return received.size() >= refusals.size();
  });
  CHECK(received == refusals);
}

TEST_CASE_FIXTURE(Fixture, "the delivery of a backlog is reported once") {
  begin(Role::guest, kNever, {64 * 1024 * 1024, support::kGiveUp});
  talk->say(std::string(4'000'000, 'x'));
  CHECK(talk->queued() > 0);
  CHECK(delivered == 0);
  std::size_t arrived = 0;
  run_until(loop, [&] { return (arrived += support::get(far).size()) == 4'000'007; });
  run_until(loop, [&] { return delivered == 1; });
}

TEST_CASE_FIXTURE(Fixture, "a conversation can be aborted") {
  begin(Role::host).abort();
  run_until_over(Outcome::lost);
}

}  // namespace
}  // namespace tertulia::duo::conversation_test
