#include "daemon/options.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/failure.h"

#include "support/lines.h"
#include "support/temporary_directory.h"

namespace tertulia::daemon::options_test {
namespace {

using base::Duration;
using support::Lines;

std::variant<Options, Exit> parse(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv{"tertuliad"};
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  return parse_options(static_cast<int>(argv.size()), argv.data());
}

Options options(const std::vector<std::string>& arguments) {
  const auto parsed = parse(arguments);
  REQUIRE(std::holds_alternative<Options>(parsed));
  return std::get<Options>(parsed);
}

std::string listening(const Options& given) {
  std::string all;
  for (const auto& endpoint : given.listen) all += format_endpoint(endpoint) + " ";
  return all;
}

TEST_CASE("without options the defaults apply") {
  const auto defaults = options({});
  CHECK(listening(defaults) == "[::]:7788 ");
  CHECK(defaults.config.empty());
  CHECK_FALSE(defaults.check_config);
  CHECK_FALSE(defaults.duo);
  CHECK(defaults.name.empty());
  CHECK_FALSE(defaults.print_messages);
  CHECK(defaults.log_level == base::log::Level::info);
  for (const auto& row : base::limits_table()) {
    CHECK(show_limit(defaults.limits, row) ==
          show_limit(base::default_limits(base::Mode::hub), row));
  }
}

TEST_CASE("every limit is an option with its whole range") {
  for (const auto& row : base::limits_table()) {
    for (const auto value : {row.min, row.max}) {
      CAPTURE(row.name);
      const auto given = options({"--max-line", "64", "--send-queue", "1024MiB",
                                  "--" + std::string(row.name), std::string(value)});
      auto expected = base::default_limits(base::Mode::hub);
      REQUIRE(set_limit(expected, row, value));
      CHECK(show_limit(given.limits, row) == show_limit(expected, row));
    }
  }
}

TEST_CASE("options are read in all forms") {
  const auto given = options({"-l", "127.0.0.1:1", "--listen=[::1]:2", "--duo", "--name", "Eva",
                              "--print-messages", "--log-level", "debug", "--check-config"});
  CHECK(listening(given) == "127.0.0.1:1 [::1]:2 ");
  CHECK(listening(options({"-l", "7799", "-l", ":7800"})) == "[::]:7799 [::]:7800 ");
  CHECK(given.duo);
  CHECK(given.name == "Eva");
  CHECK(given.print_messages);
  CHECK(given.log_level == base::log::Level::debug);
  CHECK(given.check_config);
  CHECK(options({"--rate", "1", "--rate", "2"}).limits.rate == 2);
}

TEST_CASE("duo has its own defaults") {
  CHECK(options({"--duo"}).limits.idle_timeout == Duration{60'000});
  CHECK(options({"--duo", "--idle-timeout", "5s"}).limits.idle_timeout == Duration{5'000});
  CHECK(options({"--idle-timeout", "5s", "--duo"}).limits.idle_timeout == Duration{5'000});
}

TEST_CASE("bad usage has its own exit status") {
  const std::vector<std::vector<std::string>> all{{"--what"},           {"stray"},
                                                  {"--rate"},           {"--rate", "x"},
                                                  {"--rate", "-1"},     {"--rate", "1000001"},
                                                  {"--listen", ":x"},   {"--name", "a b"},
                                                  {"--log-level", "x"}, {"--max-line", "63"}};
  for (const auto& arguments : all) {
    CAPTURE(arguments.front());
    const auto parsed = parse(arguments);
    REQUIRE(std::holds_alternative<Exit>(parsed));
    CHECK(std::get<Exit>(parsed).status == 2);
  }
}

TEST_CASE("the former name of a setting is read, with one warning") {
  const support::TemporaryDirectory directory;
  const auto file = directory.write("config", "rate = 1\nsend-queues = 3MiB\nsend-queues = 4MiB\n");
  const std::string warning = "send-queues is now called send-queue-total";
  CHECK(options({"--send-queue-total", "2MiB"}).warnings.empty());

  const auto given = options({"--send-queues", "2MiB"});
  CHECK(given.limits.send_queue_total == std::uint64_t{2} * 1024 * 1024);
  CHECK(given.warnings == Lines{warning});
  CHECK(show_options(given).find("send-queues") == std::string::npos);

  const auto from_file = options({"--config", file});
  CHECK(from_file.limits.send_queue_total == std::uint64_t{4} * 1024 * 1024);
  CHECK(from_file.warnings == Lines{file + ":2: " + warning});

  const auto both = options({"--config", file, "--send-queue-total", "5MiB"});
  CHECK(both.limits.send_queue_total == std::uint64_t{5} * 1024 * 1024);
  CHECK(both.warnings == Lines{file + ":2: " + warning});
  CHECK(options({"--send-queue-total", "5MiB", "--send-queues", "6MiB"}).limits.send_queue_total ==
        std::uint64_t{6} * 1024 * 1024);
}

TEST_CASE("help and version succeed") {
  for (const auto* option : {"-h", "--help", "-V", "--version"}) {
    const auto parsed = parse({option});
    REQUIRE(std::holds_alternative<Exit>(parsed));
    CHECK(std::get<Exit>(parsed).status == 0);
  }
}

TEST_CASE("the command line overrides the file") {
  const support::TemporaryDirectory directory;
  const auto file =
      directory.write("config",
                      "listen = 127.0.0.1:1\nlisten = 127.0.0.1:2\nrate = 7\nburst = 8\n"
                      "print-messages = true\nlog-level = warn\n");
  const auto from_file = options({"-c", file});
  CHECK(from_file.config == file);
  CHECK(listening(from_file) == "127.0.0.1:1 127.0.0.1:2 ");
  CHECK(from_file.limits.rate == 7);
  CHECK(from_file.print_messages);
  CHECK(from_file.log_level == base::log::Level::warn);

  const auto both = options({"--rate", "9", "--config", file, "-l", "127.0.0.1:3"});
  CHECK(listening(both) == "127.0.0.1:3 ");
  CHECK(both.limits.rate == 9);
  CHECK(both.limits.burst == 8);
}

TEST_CASE("a file can select duo, with its defaults") {
  const support::TemporaryDirectory directory;
  const auto file = directory.write("config", "rate = 1\nduo = true\nname = Eva\n");
  const auto given = options({"--config", file});
  CHECK(given.duo);
  CHECK(given.name == "Eva");
  CHECK(given.limits.idle_timeout == Duration{60'000});
  const auto other = directory.write("other", "duo = true\nidle-timeout = 9s\n");
  CHECK(options({"--config", other}).limits.idle_timeout == Duration{9'000});
  CHECK_FALSE(options({"--config", directory.write("off", "duo = false\n")}).duo);
}

TEST_CASE("a file with an error is a failure to start") {
  const support::TemporaryDirectory directory;
  const auto file = directory.write("config", "rate = 7\nrate = x\n");
  CHECK_THROWS_WITH_AS(parse({"--config", file}), (file + ":2: rate: 'x' is not a number").c_str(),
                       base::StartFailure);
  CHECK_THROWS_AS(parse({"--config", directory.file("missing")}), base::StartFailure);
}

std::string failure_of(const std::vector<std::string>& arguments) {
  try {
    parse(arguments);
  } catch (const base::StartFailure& failure) {
    return failure.what();
  }
  return {};
}

TEST_CASE("the message of the day comes from a text or from a file, never from both") {
  const support::TemporaryDirectory directory;
  const auto motd = directory.write("motd", "Hello\nworld\n");
  CHECK(options({}).motd_lines.empty());
  CHECK(options({"--motd", "Hi # there"}).motd_lines == Lines{"Hi # there"});
  CHECK(options({"--motd-file", motd}).motd_lines == Lines{"Hello", "world"});
  CHECK(std::holds_alternative<Exit>(parse({"--motd", "Hi", "--motd-file", motd})));

  const auto both = directory.write("both", "motd = Hi\nrate = 1\nmotd-file = " + motd + "\n");
  CHECK(failure_of({"-c", both}) == both + ":3: motd-file: cannot be set together with motd");
  const auto one = directory.write("one", "motd-file = " + motd + "\n");
  CHECK(options({"-c", one}).motd_lines == Lines{"Hello", "world"});
  const auto instead = options({"-c", one, "--motd", "Hi"});
  CHECK(instead.motd_lines == Lines{"Hi"});
  CHECK(instead.motd_file.empty());
  CHECK(options({"-c", one, "--motd", ""}).motd_lines.empty());
  const auto empty = directory.write("empty", "motd =\nmotd-file = " + motd + "\nmotd = ''\n");
  CHECK(options({"-c", empty}).motd_lines == Lines{"Hello", "world"});
}

TEST_CASE("the error for an invalid message of the day has the place of its setting") {
  const support::TemporaryDirectory directory;
  const auto missing = directory.file("missing");
  const auto reason = "motd-file: " + missing + ": No such file or directory";
  CHECK(failure_of({"--motd-file", missing}) == reason);
  const auto file = directory.write("config", "rate = 1\nmotd-file = " + missing + "\n");
  CHECK(failure_of({"-c", file, "--check-config"}) == file + ":2: " + reason);
  const auto twice = directory.write("twice", "motd-file = a\nmotd-file = " + missing + "\n");
  CHECK(failure_of({"-c", twice}) == twice + ":2: " + reason);
  const auto large = directory.write(
      "large", "motd = " + std::string(3'000, 'x') + "\nsend-queue = 4KiB\nmax-line = 64\n");
  CHECK(failure_of({"-c", large}) ==
        large + ":1: motd: its 3004 bytes are more than half of --send-queue (4KiB)");
  CHECK(failure_of({"-c", large, "--send-queue", "8KiB"}).empty());
}

TEST_CASE("changed settings that need a restart are named") {
  const auto running = options({"-l", "[::1]:1", "--rate", "1"});
  CHECK(changed_until_restart(running, running).empty());
  const auto wanted = options({"-l", "[::1]:2", "--rate", "2", "--motd", "Hi", "--name", "Eva"});
  CHECK(changed_until_restart(running, wanted) == Lines{"listen", "name"});
}

TEST_CASE("the settings in force can be shown, and read again as a file") {
  const support::TemporaryDirectory directory;
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {},
           {"--duo", "--name", "Eva"},
           {"-l", "tls:[::1]:1", "-l", "unix:/run/t", "-l", "tls:2", "--certificate", "/a b",
            "--key", "/c", "--tls", "required"},
           {"--motd", "Be kind"},
           {"--motd", "  # one"},
           {"--motd", "'quoted' # twice"},
           {"--motd-file", directory.write("it's # a file", "Hello\n")},
           {"-l", "[::1]:1", "-l", "unix:/run/t", "--unix-mode", "660", "--print-messages",
            "--log-level", "off"},
           {"--rate", "0", "--burst", "1", "--idle-timeout", "0", "--drain-timeout", "1500ms",
            "--max-line", "64", "--send-queue", "1024MiB"}}) {
    const auto shown = show_options(options(arguments));
    CAPTURE(shown);
    const auto file = directory.write("config", shown);
    CHECK(show_options(options({"--config", file})) == shown);
  }
  CHECK(show_options(options({}))
            .starts_with(
                "listen = \"[::]:7788\"\nunix-mode = \"\"\nunix-group = \"\"\ndata = \"\"\n"));
}

}  // namespace
}  // namespace tertulia::daemon::options_test
