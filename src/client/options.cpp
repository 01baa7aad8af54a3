#include "client/options.h"

#include <CLI/CLI.hpp>
#include <string>

#include <fmt/format.h>

#include "tertulia/base/text.h"
#include "tertulia/base/units.h"

namespace tertulia::client {
namespace {

constexpr auto kDefaultServer = "localhost:7788";
constexpr auto kDefaultIdle = "60s";
constexpr auto kDefaultKeepalive = "60s";

struct Texts {
  std::string server = kDefaultServer;
  std::string idle_timeout = kDefaultIdle;
  std::string keepalive = kDefaultKeepalive;
};

constexpr base::Duration kLongest = std::chrono::hours{168};

CLI::Validator reads_endpoint() {
  return CLI::Validator(
      [](std::string& text) {
        const auto endpoint = reactor::parse_endpoint(text);
        return endpoint ? std::string{} : endpoint.error();
      },
      {});
}

CLI::Validator reads_duration() {
  return CLI::Validator(
      [](std::string& text) {
        const auto duration = base::parse_duration(text);
        if (!duration) return duration.error();
        if (*duration <= kLongest) return std::string{};
        return fmt::format("'{}' is out of range: 0 to 168h", text);
      },
      {});
}

void declare(CLI::App& app, Options& options, Texts& texts) {
  app.add_option("server", texts.server,
                 fmt::format("HOST, HOST:PORT, [IPV6]:PORT or unix:/path [{}]", kDefaultServer))
      ->type_name("HOST[:PORT]")
      ->check(reads_endpoint());
  app.add_option("--name", options.name, "Your name [asked]")->type_name("NAME");
  auto* duo = app.add_flag("--duo", options.duo, "One-to-one, with tertuliad --duo or nc -l [off]");
  app.add_option("--idle-timeout", texts.idle_timeout,
                 fmt::format("In duo: end the conversation when no character was sent or received "
                             "for so long; 0 never [{}]",
                             kDefaultIdle))
      ->type_name("DURATION")
      ->needs(duo)
      ->check(reads_duration());
  app.add_option("--keepalive", texts.keepalive,
                 fmt::format("In the hub: send an empty line when nothing was sent for so long; "
                             "0 never [{}]",
                             kDefaultKeepalive))
      ->type_name("DURATION")
      ->check(reads_duration());
  app.set_help_flag("-h,--help", "Show this help and end");
  app.set_version_flag("-V,--version", "tertulia " TERTULIA_VERSION, "Show the version and end");
}

}  // namespace

std::variant<Options, Exit> parse_options(int argc, const char* const* argv) {
  CLI::App app(
      "Talk on a tertulia server. On a terminal, type lines; in a pipe, every line of input is "
      "posted.",
      "tertulia");
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("tertulia: {}; see tertulia --help\n", error.what());
  });
  Options options;
  Texts texts;
  declare(app, options, texts);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Exit{app.exit(error)};
  }
  options.name = base::trim(options.name);
  options.server = *reactor::parse_endpoint(texts.server);
  options.idle_timeout = *base::parse_duration(texts.idle_timeout);
  options.keepalive = *base::parse_duration(texts.keepalive);
  return options;
}

}  // namespace tertulia::client
