#include "client/options.h"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::client::options_test {
namespace {

using base::Duration;

std::string_view no_environment(const char* /*name*/) { return {}; }

std::variant<Options, Exit> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "tertulia");
  return parse_options(static_cast<int>(arguments.size()), arguments.data(), no_environment);
}

Options options(const std::vector<const char*>& arguments) {
  const auto parsed = parse(arguments);
  REQUIRE(std::holds_alternative<Options>(parsed));
  return std::get<Options>(parsed);
}

TEST_CASE("the default server is on this machine") {
  const auto defaults = options({});
  CHECK(format_endpoint(defaults.server) == "localhost:7788");
  CHECK(defaults.name.empty());
  CHECK_FALSE(defaults.duo);
  CHECK(defaults.idle_timeout == Duration{60'000});
  CHECK(defaults.keepalive == Duration{60'000});
}

TEST_CASE("the server is the one argument") {
  struct Row {
    const char* text;
    const char* server;
  };
  for (const auto& row :
       {Row{"chat.example", "chat.example:7788"}, Row{"chat.example:1", "chat.example:1"},
        Row{"[::1]:2", "[::1]:2"}, Row{"::1", "[::1]:7788"}, Row{":1", "localhost:1"},
        Row{"unix:/run/t", "unix:/run/t"}}) {
    CAPTURE(row.text);
    CHECK(format_endpoint(options({row.text}).server) == row.server);
  }
}

TEST_CASE("the port can be an argument of its own") {
  CHECK(format_endpoint(options({"chat.example", "1"}).server) == "chat.example:1");
  CHECK(format_endpoint(options({"::1", "2"}).server) == "[::1]:2");
  CHECK(format_endpoint(options({"[::1]", "2"}).server) == "[::1]:2");
  CHECK(format_endpoint(options({"host", "--name", "Ann", "3"}).server) == "host:3");
}

TEST_CASE("options can precede and follow the server") {
  for (const auto& given : {options({"--name", "Ann", "--duo", "--idle-timeout", "5s", "h:1"}),
                            options({"h:1", "--duo", "--name=Ann", "--idle-timeout=5"})}) {
    CHECK(given.name == "Ann");
    CHECK(given.duo);
    CHECK(given.idle_timeout == Duration{5'000});
    CHECK(format_endpoint(given.server) == "h:1");
  }
  CHECK(options({"--keepalive", "0"}).keepalive == Duration::zero());
  CHECK(options({"--keepalive", "100ms"}).keepalive == Duration{100});
}

TEST_CASE("TLS is automatic, and a pin is a fingerprint") {
  CHECK(options({}).tls == TlsMode::automatic);
  CHECK_FALSE(options({}).pin);
  CHECK(options({"--tls", "auto"}).tls == TlsMode::automatic);
  CHECK(options({"--tls", "required"}).tls == TlsMode::required);
  CHECK(options({"--tls", "off"}).tls == TlsMode::off);
  const auto pin = "SHA256:" + std::string(43, 'A');
  CHECK(options({"--pin", pin.c_str()}).pin == pin);
  CHECK(options({"--pin", (pin + "=").c_str()}).pin == pin);
  CHECK(options({"--duo"}).tls == TlsMode::off);
}

TEST_CASE("options of TLS that contradict each other are bad usage") {
  const auto pin = "SHA256:" + std::string(43, 'A');
  for (const auto& arguments :
       std::vector<std::vector<const char*>>{{"--tls", "on"},
                                             {"--tls", ""},
                                             {"--tls"},
                                             {"--pin", "SHA256:A"},
                                             {"--pin"},
                                             {"--pin", pin.c_str(), "--tls", "off"},
                                             {"--duo", "--tls", "required"},
                                             {"--duo", "--pin", pin.c_str()}}) {
    const auto parsed = parse(arguments);
    REQUIRE(std::holds_alternative<Exit>(parsed));
    CHECK(std::get<Exit>(parsed).status == kBadUsage);
  }
}

TEST_CASE("bad usage has its own exit status") {
  const std::vector<std::vector<const char*>> all{{"--what"},
                                                  {"a", "b"},
                                                  {"host:99999"},
                                                  {"7799"},
                                                  {"7799", "80"},
                                                  {"host:1", "2"},
                                                  {":1", "2"},
                                                  {"[::1]:1", "2"},
                                                  {"unix:/run/t", "2"},
                                                  {"host", "65536"},
                                                  {"host", "1", "2"},
                                                  {"--name"},
                                                  {"--keepalive", "x"},
                                                  {"--keepalive", "-1"},
                                                  {"--duo", "--idle-timeout", "5x"},
                                                  {"--idle-timeout", "5s"}};
  for (const auto& arguments : all) {
    CAPTURE(arguments.front());
    const auto parsed = parse(arguments);
    REQUIRE(std::holds_alternative<Exit>(parsed));
    CHECK(std::get<Exit>(parsed).status == 64);
  }
}

TEST_CASE("what a terminal shows can be chosen") {
  const auto look = options({}).look;
  CHECK(look.color == ColorUse::automatic);
  CHECK_FALSE(look.timestamps);
  CHECK(look.bell);
  CHECK(look.paste_guard == 5);
  CHECK_FALSE(look.plain);
  const auto other = options({"--color", "never", "--timestamps", "--no-bell", "--paste-guard=0",
                              "--plain", "--log", "chat.log"});
  CHECK(other.look.color == ColorUse::never);
  CHECK(other.look.timestamps);
  CHECK_FALSE(other.look.bell);
  CHECK(other.look.paste_guard == 0);
  CHECK(other.look.plain);
  CHECK(other.log == "chat.log");
}

TEST_CASE("the last one of several options counts, also of opposites") {
  CHECK(options({"--name", "Ann", "--name", "Bob"}).name == "Bob");
  CHECK_FALSE(options({"--timestamps", "--no-timestamps"}).look.timestamps);
  CHECK(options({"--no-timestamps", "--timestamps"}).look.timestamps);
  CHECK(options({"--no-bell", "--bell"}).look.bell);
  CHECK_FALSE(options({"--timestamps=false"}).look.timestamps);
}

TEST_CASE("what a pipe does can be chosen") {
  const auto filter = options({}).filter;
  CHECK(filter.retry == Duration::zero());
  CHECK_FALSE(filter.json);
  CHECK(filter.count == 0);
  CHECK(filter.until_quiet == Duration::zero());
  const auto other = options({"--retry", "5min", "--json", "--count", "1", "--until-quiet", "2s",
                              "--room", "#builds", "--commands"});
  CHECK(other.filter.retry == Duration{300'000});
  CHECK(other.filter.json);
  CHECK(other.filter.count == 1);
  CHECK(other.filter.until_quiet == Duration{2'000});
  CHECK(other.room == "builds");
  CHECK(other.commands == wire::plain::Commands::all);
}

TEST_CASE("values out of range, and options that contradict each other, are bad usage") {
  for (const auto& arguments :
       std::vector<std::vector<const char*>>{{"--color", "blue"},
                                             {"--paste-guard", "100001"},
                                             {"--paste-guard", "-1"},
                                             {"--count", "1000000001"},
                                             {"--count", "x"},
                                             {"--retry", "169h"},
                                             {"--until-quiet", "soon"},
                                             {"--room", "#"},
                                             {"--room", "a b"},
                                             {"--log", "a\nb"},
                                             {"--no-name"},
                                             {"--json", "--timestamps"},
                                             {"--plain", "--color", "always"},
                                             {"--duo", "--register"},
                                             {"--duo", "--password-file", "f"},
                                             {"--duo", "--room", "games"},
                                             {"--duo", "--color", "always"},
                                             {"--duo", "--timestamps"},
                                             {"--duo", "--log", "f"},
                                             {"--duo", "--commands"},
                                             {"--duo", "--retry", "1s"},
                                             {"--duo", "--json"},
                                             {"--duo", "--count", "1"},
                                             {"--duo", "--until-quiet", "1s"}}) {
    CAPTURE(arguments.back());
    const auto parsed = parse(arguments);
    REQUIRE(std::holds_alternative<Exit>(parsed));
    CHECK(std::get<Exit>(parsed).status == kBadUsage);
  }
}

TEST_CASE("help and version succeed") {
  for (const auto* option : {"-h", "--help", "-V", "--version"}) {
    const auto parsed = parse({option});
    REQUIRE(std::holds_alternative<Exit>(parsed));
    CHECK(std::get<Exit>(parsed).status == 0);
  }
}

}  // namespace
}  // namespace tertulia::client::options_test
