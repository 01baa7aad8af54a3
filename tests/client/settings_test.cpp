#include "client/settings.h"

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "client/conflicts.h"
#include "support/temporary_directory.h"

namespace tertulia::client::settings_test {
namespace {

/// What the user's home is, for a function that must be a plain one.
std::map<std::string, std::string, std::less<>>& variables() {
  static std::map<std::string, std::string, std::less<>> all;
  return all;
}
std::string_view environment(const char* name) {
  const auto found = variables().find(name);
  return found == variables().end() ? std::string_view{} : found->second;
}

struct Fixture {
  Fixture() { variables() = {{"XDG_CONFIG_HOME", directory.file("config")}}; }
  /// Writes the user's own file.
  void write(std::string_view text) {
    std::filesystem::create_directories(directory.file("config/tertulia"));
    directory.write("config/tertulia/tertulia.conf", text);
  }
  std::variant<Options, Exit> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "tertulia");
    return parse_options(static_cast<int>(arguments.size()), arguments.data(), environment);
  }
  Options options(const std::vector<const char*>& arguments = {}) {
    const auto parsed = parse(arguments);
    REQUIRE(std::holds_alternative<Options>(parsed));
    return std::get<Options>(parsed);
  }
  bool refused(const std::vector<const char*>& arguments = {}) {
    const auto parsed = parse(arguments);
    const auto* exit = std::get_if<Exit>(&parsed);
    return exit != nullptr && exit->status == kBadUsage;
  }
  /// What is wrong with a file, from the number of the line on.
  std::string failure_of(std::string_view text) {
    const auto path = directory.write("settings", text);
    const auto read = read_settings(path);
    REQUIRE_FALSE(read);
    REQUIRE(read.error().starts_with(path + ":"));
    return read.error().substr(path.size() + 1);
  }
  support::TemporaryDirectory directory;
};

TEST_CASE_FIXTURE(Fixture, "the file has the names of the options") {
  write(
      "# mine\nserver = chat.example:1\nname = Bob\ntimestamps = on\nno-bell = yes\n"
      "paste-guard = 0\nlog = \"my log\"\nkeepalive = 1s\ncolor = never\nroom = #games\n");
  const auto read = options();
  CHECK(format_endpoint(read.server) == "chat.example:1");
  CHECK(read.server_given);
  CHECK(read.name == "Bob");
  CHECK(read.look.timestamps);
  CHECK_FALSE(read.look.bell);
  CHECK(read.look.paste_guard == 0);
  CHECK(read.look.color == ColorUse::never);
  CHECK(read.log == "my log");
  CHECK(read.keepalive == base::Duration{1'000});
  CHECK(read.room.empty());  // `#` begins a comment.
}

TEST_CASE_FIXTURE(Fixture, "the command line wins") {
  write("server = chat.example\nname = Bob\ntimestamps = on\nbell = off\ncolor = never\n");
  const auto read = options(
      {"--name", "Ann", "--no-timestamps", "--bell", "--color", "auto", "other.example", "2"});
  CHECK(read.name == "Ann");
  CHECK_FALSE(read.look.timestamps);
  CHECK(read.look.bell);
  CHECK(read.look.color == ColorUse::automatic);
  CHECK(format_endpoint(read.server) == "other.example:2");
}

TEST_CASE_FIXTURE(Fixture, "what contradicts the command line is not read from the file") {
  const auto pin = "SHA256:" + std::string(43, 'A');
  write("pin = " + pin + "\nroom = games\ntimestamps = on\nregister = on\n");
  CHECK(options({"--duo"}).duo);
  CHECK(options({"--duo"}).room.empty());
  CHECK_FALSE(options({"--duo"}).look.timestamps);
  CHECK(options({"--tls", "off"}).tls == TlsMode::off);
  CHECK_FALSE(options({"--tls", "off"}).pin);
  CHECK_FALSE(options({"--json"}).look.timestamps);
  CHECK(options().look.timestamps);
  CHECK(options().pin == pin);
}

/// Another server must not be offered the password that is for the usual one.
TEST_CASE_FIXTURE(Fixture, "what belongs to the file's server is for no other one") {
  const auto pin = "SHA256:" + std::string(43, 'A');
  const auto mine = "pin = " + pin + "\npassword-file = secret\nroom = games\nregister = on\n";
  write("server = chat.example\nname = Bob\n" + mine);
  const auto other = options({"other.example"});
  CHECK(other.name == "Bob");
  CHECK(other.password_file.empty());
  CHECK(other.room.empty());
  CHECK_FALSE(other.registers);
  CHECK_FALSE(other.pin);
  for (const auto& same : {options(), options({"chat.example"}), options({"chat.example:7788"})}) {
    CHECK(same.password_file == "secret");
    CHECK(same.room == "games");
    CHECK(same.pin == pin);
  }
  write(mine);
  CHECK(options({"other.example"}).password_file == "secret");
}

TEST_CASE_FIXTURE(Fixture, "only the user's own file may be missing") {
  CHECK_FALSE(options().server_given);
  CHECK(options({"--settings", "none"}).name.empty());
  CHECK(refused({"--settings", directory.file("missing").c_str()}));
  write("name = Bob\n");
  CHECK(options().name == "Bob");
  CHECK(options({"--settings", "none"}).name.empty());
  CHECK(options({"--settings", ""}).name.empty());
  const auto other = directory.write("other", "name = Ann\n");
  CHECK(options({"--settings", other.c_str()}).name == "Ann");
}

TEST_CASE_FIXTURE(Fixture, "a mistake in the file is bad usage") {
  write("nam = Bob\n");
  CHECK(refused());
  CHECK_FALSE(refused({"--settings", "none"}));
  CHECK_FALSE(refused({"--version"}));
  write("duo = on\nroom = games\n");
  CHECK(refused());
}

TEST_CASE_FIXTURE(Fixture, "an error has the file and the line") {
  CHECK(failure_of("name = Bob\n\nnam = Bob\n") == "3: unknown setting 'nam'");
  CHECK(failure_of("name\n") == "1: not of the form name = value");
  CHECK(failure_of("name = \"Bob\n") == "1: not of the form name = value");
  CHECK(failure_of("settings = x\n") == "1: unknown setting 'settings'");
  CHECK(failure_of("port = 1\n") == "1: unknown setting 'port'");
  CHECK(failure_of("no-name = 1\n") == "1: unknown setting 'no-name'");
  CHECK(failure_of("timestamps = maybe\n") == "1: timestamps: 'maybe' is neither true nor false");
  CHECK(failure_of("no-bell = x\n") == "1: no-bell: 'x' is neither true nor false");
  CHECK(failure_of("color = blue\n") == "1: color: 'blue' is none of auto, always and never");
  CHECK(failure_of("paste-guard = 100001\n") ==
        "1: paste-guard: '100001' is out of range: 0 to 100000");
  CHECK(failure_of("password = secret\n") ==
        "1: a password does not belong into this file; see password-file");
}

TEST_CASE_FIXTURE(Fixture, "the file is in the configuration directory of the user") {
  CHECK(default_settings_file(environment) == directory.file("config") + "/tertulia/tertulia.conf");
  variables() = {{"HOME", "/home/bob"}};
  CHECK(default_settings_file(environment) == "/home/bob/.config/tertulia/tertulia.conf");
  variables() = {{"HOME", "/home/bob"}, {"XDG_CONFIG_HOME", "relative"}};
  CHECK(default_settings_file(environment) == "/home/bob/.config/tertulia/tertulia.conf");
  variables() = {};
  CHECK(default_settings_file(environment).empty());
  CHECK_FALSE(options().server_given);
}

/// What `/set` shows can be written into the file.
TEST_CASE("each setting takes what it shows") {
  const auto defaults = make_options();
  std::set<std::string_view> names;
  for (const auto& setting : settings()) {
    CAPTURE(setting.name);
    CHECK(names.insert(setting.name).second);
    CHECK(setting.show(defaults) == setting.initial);
    const auto again = assign(setting.name, setting.show(defaults));
    REQUIRE(again);
    CHECK(again->setting == &setting);
    CHECK(setting.show(make_options({*again})) == setting.initial);
  }
}

TEST_CASE("an assignment of a default contradicts nothing") {
  const auto conflict = [](const std::vector<std::pair<const char*, const char*>>& lines) {
    std::vector<Assignment> all;
    all.reserve(lines.size());
    for (const auto& [name, text] : lines) all.push_back(*assign(name, text));
    return find_conflict(make_options(all)).has_value();
  };
  CHECK(conflict({{"duo", "on"}, {"room", "games"}}));
  CHECK_FALSE(conflict({{"duo", "on"}, {"room", ""}}));
  CHECK_FALSE(conflict({{"duo", "off"}, {"room", "games"}}));
  CHECK_FALSE(conflict({{"duo", "on"}, {"room", "games"}, {"duo", "off"}}));
  CHECK_FALSE(conflict({{"duo", "on"}, {"tls", "off"}}));
  CHECK_FALSE(conflict({{"duo", "on"}, {"no-timestamps", "on"}}));
}

}  // namespace
}  // namespace tertulia::client::settings_test
