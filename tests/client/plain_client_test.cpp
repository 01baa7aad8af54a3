#include "client/plain_client.h"

#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "support/fake_console.h"
#include "support/phrases.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::client::plain_client_test {
namespace {

using support::Lines;

/// A client with the name Bob, and its server, which the test plays.
struct Fixture {
  explicit Fixture(bool person = true, const std::string& name = "Bob", Options options = {},
                   bool local = false) {
    auto [near, far] = support::unix_pair();
    server = std::move(far);
    options.name = name;
    auto link = Link::plain(loop, std::move(near));
    link.local = local;
    client = std::make_unique<PlainClient>(loop, std::move(link), options,
                                           support::fake_console_opener(person, console, handler));
  }
  void join() {
    expect("Bob\n");
    say(phrases::connected("Bob"));
    support::run_until(loop, [&] { return !console->paused; });
  }
  void say(std::string_view line) const { support::put(server, std::string(line) + '\n'); }
  /// Waits until the server has received this much more.
  void expect(const std::string& bytes) {
    support::run_until(loop,
                       [&] { return (received += support::get(server)).size() >= bytes.size(); });
    CHECK(received == bytes);
    received.clear();
  }
  void enter(std::size_t lines) const {
    for (std::size_t i = 0; i < lines; ++i) handler->on_line(fmt::format("line {}", i));
  }
  std::string sent() { return std::exchange(received, {}) + support::get(server); }
  /// Runs until the client has ended, for at most so long. Returns how it ended.
  Ending end_within(base::Duration time) {
    support::pass_time(loop, clock, time);
    return client->finish();
  }

  base::ManualClock clock;
  reactor::Reactor loop{clock, reactor::Reactor::Watch::any_descriptor};
  support::Socket server{-1};
  support::FakeConsole* console = nullptr;
  terminal::Console::Handler* handler = nullptr;
  std::unique_ptr<PlainClient> client;
  std::string received;
};

TEST_CASE_FIXTURE(Fixture, "the history has no passwords") {
  join();
  for (const auto* line : {"hello", "/register correct horse", "/PASSWORD new one"}) {
    handler->on_line(line);
  }
  CHECK(console->forgotten == Lines{"/register correct horse", "/PASSWORD new one"});
}

// In a plain connection to another machine, the client sent the new password for all on the way.
TEST_CASE("no typed line with a password is sent where others could read it") {
  for (const bool person : {true, false}) {
    CAPTURE(person);
    Options options;
    options.commands = wire::plain::Commands::all;
    Fixture fixture(person, "Bob", options);
    fixture.join();
    fixture.handler->on_line("/register correct horse");
    fixture.handler->on_line("/PASSWORD\tcorrect horse");
    if (person) fixture.handler->on_line("  /password correct horse");
    fixture.handler->on_line("/register");
    fixture.handler->on_line("/who");
    fixture.expect("/register\n/who\n");
    CHECK(fixture.client->finish().lines_refused != person);
  }
  Fixture local(true, "Bob", {}, true);
  local.join();
  local.handler->on_line("/register correct horse");
  local.expect("/register correct horse\n");
}

// The next line would be the answer. Servers with accounts speak JSON.
TEST_CASE("a peer that asks for a password gets none, and is left") {
  for (const bool talks : {false, true}) {
    CAPTURE(talks);
    Options options;
    options.password = "correct horse";
    Fixture fixture(true, "Bob", options, true);
    talks ? fixture.join() : fixture.expect("Bob\n");
    fixture.say("Password?");
    const auto ending = fixture.end_within(base::Duration{100});
    CHECK(ending.exit_status() == Status::lost);
    CHECK(ending.message.ends_with("asks for a password, which is sent only in JSON"));
    CHECK(fixture.sent().empty());
  }
}

TEST_CASE("--register is for the peer to judge") {
  Options options;
  options.registers = true;
  Fixture fixture(true, "Bob", options);
  fixture.expect("Bob\n");
  fixture.say(phrases::connected("Bob"));
  fixture.expect("/register\n");
}

// 100 pasted lines were all on their way at once, and nothing could stop them.
TEST_CASE_FIXTURE(Fixture, "lines wait for the answers of the server, and can be discarded") {
  join();
  enter(100);
  support::run_passes(loop);
  const auto first = sent();
  CHECK(first.ends_with(fmt::format("line {}\n", Outbox::kMaxUnanswered - 1)));
  say("(Bob) line 0");
  expect(fmt::format("line {}\n", Outbox::kMaxUnanswered));
  CHECK(client->discard_input());
  CHECK(console->screen.back() ==
        fmt::format("-- {} lines were not sent", 99 - Outbox::kMaxUnanswered));
  say("(Bob) line 1");
  support::run_passes(loop);
  CHECK(sent().empty());
  CHECK_FALSE(client->discard_input());
}

TEST_CASE_FIXTURE(Fixture, "the prompt shows how many lines wait, once they have waited") {
  join();
  enter(Outbox::kMaxUnanswered + 2);
  CHECK(console->prompt == "> ");
  support::pass_time(loop, clock, Sender::kShownAfter);
  CHECK(console->prompt == "2 lines waiting > ");
  say("(Bob) line 0");
  support::run_until(loop, [&] { return console->prompt == "1 line waiting > "; });
  say("(Bob) line 1");
  support::run_until(loop, [&] { return console->prompt == "> "; });
}

TEST_CASE_FIXTURE(Fixture, "leaving is told ahead of the lines that wait") {
  join();
  enter(Outbox::kMaxUnanswered + 2);
  support::run_passes(loop);
  sent();
  client->leave();
  CHECK(console->screen.back() == "-- 2 lines were not sent");
  expect("exit\n");
}

TEST_CASE_FIXTURE(Fixture, "an exit that is typed keeps its place") {
  join();
  enter(Outbox::kMaxUnanswered + 1);
  handler->on_line("exit");
  CHECK(console->paused);
  support::run_passes(loop);
  sent();
  say("(Bob) line 0");
  expect(fmt::format("line {}\nexit\n", Outbox::kMaxUnanswered));
}

TEST_CASE_FIXTURE(Fixture, "a server that answers no line gets them all in the end") {
  join();
  enter(2 * Outbox::kMaxUnanswered);
  support::pass_time(loop, clock, Sender::kAnswerTimeout + base::Duration{50});
  CHECK(sent().ends_with(fmt::format("line {}\n", 2 * Outbox::kMaxUnanswered - 1)));
}

// A server that sent a byte now and then held the client for ever.
TEST_CASE_FIXTURE(Fixture, "the server's goodbye has a time limit, whatever else it sends") {
  join();
  handler->on_line("exit");
  expect("exit\n");
  for (auto time = base::Duration::zero(); time < PlainClient::kGoodbyeTimeout;
       time += base::Duration{5'000}) {
    support::put(server, "x");
    support::pass_time(loop, clock, base::Duration{5'000});
  }
  const auto ending = end_within(base::Duration{100});
  CHECK(ending.exit_status() == Status::lost);
  CHECK(ending.message.ends_with("the server did not say goodbye"));
}

TEST_CASE_FIXTURE(Fixture, "a slow server has a second more for each line") {
  join();
  enter(10);
  handler->on_line("exit");
  support::pass_time(loop, clock, PlainClient::kGoodbyeTimeout + base::Duration{5'000});
  say(phrases::goodbye("Bob"));
  support::end_output(server);
  CHECK(end_within(base::Duration{100}).exit_status() == Status::orderly);
}

TEST_CASE("in a pipe, a refused line is an error and not output") {
  Fixture pipe(false);
  pipe.join();
  pipe.enter(2);
  pipe.say("! Nobody here is called 'Ann'; /who lists everyone");
  pipe.say("(Bob) line 1");
  pipe.handler->on_end_of_input();
  support::run_passes(pipe.loop);
  pipe.say(phrases::goodbye("Bob"));
  support::end_output(pipe.server);
  const auto ending = pipe.end_within(base::Duration{100});
  CHECK(ending.exit_status() == Status::lines_refused);
  CHECK(pipe.console->screen ==
        Lines{phrases::connected("Bob"), "(Bob) line 1", phrases::goodbye("Bob")});
  REQUIRE(pipe.console->errors.size() == 1);
  CHECK(
      pipe.console->errors.front().ends_with(": Nobody here is called 'Ann'; /who lists everyone"));
}

TEST_CASE("output that cannot be written is an error, and the status says so") {
  Fixture pipe(false);
  pipe.join();
  pipe.handler->on_output_failed("No space left on device");
  pipe.handler->on_end_of_input();
  support::run_passes(pipe.loop);
  pipe.say(phrases::goodbye("Bob"));
  support::end_output(pipe.server);
  CHECK(pipe.end_within(base::Duration{100}).exit_status() == Status::lost);
  CHECK(pipe.console->errors ==
        Lines{"tertulia: cannot write the output: No space left on device"});
}

// `--name $'Eve\n/nick Root'` sent a command.
TEST_CASE("a name that is not one is never sent") {
  Fixture pipe(false, "Eve\n/nick Root");
  const auto ending = pipe.end_within(base::Duration{100});
  CHECK(ending.exit_status() == Status::name_refused);
  CHECK(pipe.sent().empty());
}

TEST_CASE("on a terminal, the client asks for another name") {
  Fixture terminal(true, "Eve\n/nick Root");
  support::run_passes(terminal.loop);
  CHECK(terminal.console->screen.back() == "Username?");
  CHECK(terminal.sent().empty());
}

// A user who typed the name slowly lost the connection, and the program ended.
TEST_CASE("a login that takes too long goes on with another connection") {
  Fixture terminal(true, {});
  terminal.say(phrases::closing_no_name("60 s"));
  support::end_output(terminal.server);
  support::run_until(terminal.loop, [&] { return support::at_end(terminal.server); });
  CHECK(terminal.console->screen == Lines{"Username?"});
  CHECK_FALSE(terminal.console->paused);
  terminal.handler->on_line("not a name");
  CHECK(terminal.client->finish().next_name.empty());
  terminal.handler->on_line("Bob");
  CHECK(terminal.client->finish().next_name == "Bob");
}

TEST_CASE("a login that took too long can be left") {
  Fixture terminal(true, {});
  terminal.say(phrases::closing_no_name("60 s"));
  support::end_output(terminal.server);
  support::run_until(terminal.loop, [&] { return support::at_end(terminal.server); });
  terminal.client->leave();
  const auto ending = terminal.client->finish();
  CHECK(ending.next_name.empty());
  CHECK(ending.exit_status() == Status::orderly);
}

// While the client decides whether to trust a server, the server may say that it is full, and end.
TEST_CASE("what the server said before the client began is not lost") {
  base::ManualClock clock;
  reactor::Reactor loop{clock, reactor::Reactor::Watch::any_descriptor};
  auto [near, far] = support::unix_pair();
  auto link = Link::plain(loop, std::move(near));
  auto& stream = *link.stream;
  struct Meanwhile final : reactor::Stream::Handler {
    void on_input() override {}
    void on_peer_ended() override { ended = true; }
    void on_closed(reactor::Stream::CloseReason) override {}
    bool ended = false;
  } meanwhile;
  stream.set_handler(meanwhile);
  support::put(far, "! The server is full; try again later\n");
  support::end_output(far);
  support::run_until(loop, [&] { return meanwhile.ended; });
  Options options;
  options.name = "Bob";
  PlainClient client(loop, std::move(link), options, [](terminal::Console::Handler&) {
    auto made = std::make_unique<support::FakeConsole>();
    made->person = false;
    return made;
  });
  support::run_until(loop, [&] { return !stream.open(); });
  CHECK(client.finish().message.ends_with("The server is full; try again later"));
}

}  // namespace
}  // namespace tertulia::client::plain_client_test
