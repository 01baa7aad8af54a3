#include "client/set_command.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/settings.h"

namespace tertulia::client::set_command_test {
namespace {

using Lines = std::vector<std::string>;

struct Fixture {
  Options options = make_options();
  std::string refusal;  ///< Why a change cannot take effect; empty if it can.
  std::string log_in_effect;
  SetCommand command{options, [this](const Options& changed) -> base::Result<std::monostate> {
                       if (!refusal.empty()) return base::Error{refusal};
                       log_in_effect = changed.log;
                       return std::monostate{};
                     }};
};

TEST_CASE_FIXTURE(Fixture, "/set lists what can change, with its values") {
  CHECK(command.run("") == Lines{"-- color = auto", "-- timestamps = off", "-- bell = on",
                                 "-- paste-guard = 5", "-- log = \"\""});
}

TEST_CASE_FIXTURE(Fixture, "a value is set, also in the form that is listed") {
  CHECK(command.run("timestamps on") == Lines{"-- timestamps = on"});
  CHECK(options.look.timestamps);
  CHECK(command.run(" timestamps = off ") == Lines{"-- timestamps = off"});
  CHECK_FALSE(options.look.timestamps);
  CHECK(command.run("no-bell yes") == Lines{"-- bell = off"});
  CHECK_FALSE(options.look.bell);
  CHECK(command.run("paste-guard=0") == Lines{"-- paste-guard = 0"});
  CHECK(options.look.paste_guard == 0);
  CHECK(command.run("color always") == Lines{"-- color = always"});
  CHECK(options.look.color == ColorUse::always);
}

TEST_CASE_FIXTURE(Fixture, "a name alone shows the value") {
  CHECK(command.run("bell") == Lines{"-- bell = on"});
  CHECK(command.run("keepalive") == Lines{"-- keepalive = 60s"});
}

TEST_CASE_FIXTURE(Fixture, "quotes keep blanks, and can be empty") {
  CHECK(command.run("log my log") == Lines{"-- log = my log"});
  CHECK(command.run("log \"other log\"") == Lines{"-- log = other log"});
  CHECK(log_in_effect == "other log");
  CHECK(command.run("log ''") == Lines{"-- log = \"\""});
  CHECK(options.log.empty());
  CHECK(log_in_effect.empty());
}

TEST_CASE_FIXTURE(Fixture, "a mistake changes nothing") {
  const auto before = command.run("");
  CHECK(command.run("volume") == Lines{"! unknown setting 'volume'; /set lists them"});
  CHECK(command.run("volume 11") == Lines{"! unknown setting 'volume'; /set lists them"});
  CHECK(command.run("no-log on") == Lines{"! unknown setting 'no-log'; /set lists them"});
  CHECK(command.run("no-bell x") == Lines{"! no-bell: 'x' is neither true nor false"});
  CHECK(command.run("color blue") == Lines{"! color: 'blue' is none of auto, always and never"});
  CHECK(command.run("bell loud") == Lines{"! bell: 'loud' is neither true nor false"});
  CHECK(command.run("keepalive 1s") == Lines{"! 'keepalive' cannot change while the client runs"});
  refusal = "cannot open the log x: No space left on device";
  CHECK(command.run("log x") == Lines{"! " + refusal});
  CHECK(options.log.empty());
  CHECK(command.run("") == before);
}

TEST_CASE_FIXTURE(Fixture, "what contradicts another setting is refused") {
  options.look.plain = true;
  CHECK(command.run("color always") == Lines{"! plain cannot be set together with color"});
  CHECK(options.look.color == ColorUse::automatic);
}

}  // namespace
}  // namespace tertulia::client::set_command_test
