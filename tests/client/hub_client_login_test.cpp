/// How the client gives passwords, and what it lets nobody see of them.
#include <memory>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "client/hub_client.h"
#include "support/fake_console.h"
#include "support/phrases.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::client::hub_client_login_test {
namespace {

/// A client for a registered name. Its server is on this machine, or may be anywhere.
struct PasswordFixture {
  enum class Begin { with_question, as_guest };
  explicit PasswordFixture(Options options, bool person = true, bool local = true,
                           Begin begin = Begin::with_question) {
    auto [near, far] = support::unix_pair();
    server = std::move(far);
    options.name = "Bob";
    auto link = Link::plain(loop, std::move(near));
    link.local = local;
    client = std::make_unique<HubClient>(loop, std::move(link), options,
                                         support::fake_console_opener(person, console, handler));
    expect("Bob\n");
    say(begin == Begin::as_guest ? phrases::connected("Bob") : "Password?");
  }
  void say(std::string_view line) {
    support::put(server, std::string(line) + '\n');
    support::run_passes(loop);
  }
  void expect(const std::string& bytes) {
    std::string received;
    support::run_until(loop,
                       [&] { return (received += support::get(server)).size() >= bytes.size(); });
    CHECK(received == bytes);
  }

  base::ManualClock clock;
  reactor::Reactor loop{clock, reactor::Reactor::Watch::any_descriptor};
  support::Socket server{-1};
  support::FakeConsole* console = nullptr;
  terminal::Console::Handler* handler = nullptr;
  std::unique_ptr<HubClient> client;
};

TEST_CASE("the user is asked for the password, which is not shown") {
  PasswordFixture fixture({});
  CHECK(fixture.console->hidden);
  CHECK_FALSE(fixture.console->paused);
  fixture.handler->on_line("correct horse");
  fixture.expect("correct horse\n");
  CHECK(fixture.console->paused);
  CHECK_FALSE(fixture.console->hidden);
  fixture.say("! That is not the password of 'Bob'\nPassword?");
  CHECK(fixture.console->hidden);
  support::pass_time(fixture.loop, fixture.clock, base::Duration{70'000});
  CHECK(support::get(fixture.server).empty());  // an empty line would be an answer
  fixture.handler->on_line("");
  fixture.expect("\n");
}

// A line that was typed behind /nick made the client show its prompt again: it showed the password,
// and kept it in the history. An empty line of --keepalive ended the question, and the next
// password became a message to all.
TEST_CASE("nothing is sent or shown between a question for a password and its answer") {
  Options options;
  options.keepalive = base::Duration{5'000};
  PasswordFixture fixture(options, true, true, PasswordFixture::Begin::as_guest);
  fixture.handler->on_line("/nick Ann");
  fixture.handler->on_line("hello");
  fixture.expect("/nick Ann\n");
  fixture.say("Password?");
  support::pass_time(fixture.loop, fixture.clock, base::Duration{7'000});
  CHECK(fixture.console->hidden);
  fixture.handler->on_line("wrong horse");
  fixture.expect("wrong horse\n");
  CHECK(fixture.console->paused);
  support::pass_time(fixture.loop, fixture.clock, base::Duration{7'000});
  fixture.say("! Too many passwords are tried now; try again later");
  CHECK(support::get(fixture.server).empty());
  fixture.say("Password?");
  CHECK(fixture.console->hidden);
  CHECK_FALSE(fixture.console->paused);
  fixture.handler->on_line("correct horse");
  fixture.expect("correct horse\n");
  SUBCASE("the name is theirs") { fixture.say("-- Bob is now known as Ann"); }
  SUBCASE("it is not") { fixture.say("! 'Ann' is taken; choose another name"); }
  fixture.expect("hello\n");
  CHECK_FALSE(fixture.console->hidden);
  CHECK_FALSE(fixture.console->paused);
}

// Who typed exit at the question for a password left with an error: "'exit' is reserved", or "the
// server closed the connection".
TEST_CASE("exit at the question for a password leaves in order") {
  SUBCASE("before a name") {
    PasswordFixture fixture({});
    fixture.handler->on_line("exit");
    fixture.expect("exit\n");
    fixture.say("Goodbye!");
    CHECK(fixture.client->finish().exit_status() == Status::orderly);
  }
  SUBCASE("with one, ahead of what waits") {
    PasswordFixture fixture({}, true, true, PasswordFixture::Begin::as_guest);
    fixture.handler->on_line("/nick Ann");
    fixture.handler->on_line("hello");
    fixture.expect("/nick Ann\n");
    fixture.say("Password?");
    fixture.handler->on_line("/quit");
    fixture.expect("exit\n");
    fixture.say("Goodbye Bob!");
    CHECK(fixture.client->finish().exit_status() == Status::orderly);
    CHECK(fixture.console->screen.back() == "Goodbye Bob!");
  }
}

TEST_CASE("the password of a file is sent once") {
  Options options;
  options.password = "correct horse";
  PasswordFixture fixture(options, false);
  fixture.expect("correct horse\n");
  fixture.say("! That is not the password of 'Bob'\nPassword?");
  CHECK(fixture.client->finish().status == Status::name_refused);
}

TEST_CASE("a password is not sent where others could read it") {
  Options options;
  options.password = "correct horse";
  PasswordFixture pipe(options, false, false);
  CHECK(pipe.client->finish().status == Status::name_refused);
  CHECK(support::get(pipe.server).empty());
  PasswordFixture person(options, true, false);
  person.expect("\n");
}

// In a plain connection to another machine, the client sent the new password for all on the way.
TEST_CASE("no typed line with a password is sent where others could read it") {
  for (const bool person : {true, false}) {
    CAPTURE(person);
    Options options;
    options.commands = wire::plain::Commands::all;
    PasswordFixture fixture(options, person, false, PasswordFixture::Begin::as_guest);
    fixture.handler->on_line("/register correct horse");
    fixture.handler->on_line("/PASSWORD\tcorrect horse");
    if (person) fixture.handler->on_line("  /password correct horse");
    fixture.handler->on_line("/register");
    fixture.handler->on_line("/who");
    fixture.expect("/register\n/who\n");
    CHECK(fixture.client->finish().lines_refused != person);
  }
  PasswordFixture local({}, true, true, PasswordFixture::Begin::as_guest);
  local.handler->on_line("/register correct horse");
  local.expect("/register correct horse\n");
}

TEST_CASE("--register sends the password of the file, or none") {
  Options options;
  options.registers = true;
  PasswordFixture by_key(options);
  by_key.say(phrases::connected("Bob"));
  by_key.expect("/register\n");
  by_key.say("! 'Bob' is registered already; /password changes the password");
  CHECK(by_key.console->screen.back() == phrases::connected("Bob"));
  options.password = "correct horse";
  PasswordFixture proved(options);
  proved.expect("correct horse\n");
  proved.say(phrases::connected("Bob"));
  CHECK(support::get(proved.server).empty());
}

// An empty line at the question for a password of another name made the client forget --register.
TEST_CASE("--register registers the name that the user got, unless they had to prove it") {
  Options options;
  options.registers = true;
  PasswordFixture fixture(options);
  SUBCASE("another name") {
    fixture.handler->on_line("");
    fixture.expect("\n");
    fixture.say("! 'Bob' is taken; choose another name\nUsername?");
    fixture.handler->on_line("Ann");
    fixture.expect("Ann\n");
    fixture.say(phrases::connected("Ann"));
    fixture.expect("/register\n");
    fixture.say("! 'Ann' is registered already; /password changes the password");
    CHECK(fixture.console->screen.back() == phrases::connected("Ann"));
  }
  SUBCASE("their own name") {
    fixture.handler->on_line("correct horse");
    fixture.expect("correct horse\n");
    fixture.say(phrases::connected("Bob"));
    support::run_passes(fixture.loop);
    CHECK(support::get(fixture.server).empty());
  }
}

}  // namespace
}  // namespace tertulia::client::hub_client_login_test
