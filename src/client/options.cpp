#include "client/options.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/help_text.h"
#include "tertulia/base/text.h"
#include "tertulia/base/units.h"
#include "tertulia/reactor/certificate.h"

namespace tertulia::client {
namespace {

constexpr auto kDefaultServer = "localhost:7788";
constexpr auto kDefaultHost = "localhost";
constexpr auto kDefaultIdle = "60s";
constexpr auto kDefaultKeepalive = "60s";

constexpr auto* kFooter =
    "Examples:\n"
    "  tertulia chat.example.org\n"
    "  make 2>&1 | tail -1 | tertulia --name ci chat.example.org\n"
    "\n"
    "The client has no configuration file. The manual is tertulia(1).";

/// Options stand in two columns, in groups with one empty line between them.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool positional) const override {
    return base::help_entry(make_option_name(option, positional) + make_option_opts(option),
                            option->get_description());
  }
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    return CLI::detail::find_and_replace(CLI::Formatter::make_help(app, std::move(name), mode),
                                         "\n\n\n", "\n\n");
  }
};

struct Texts {
  std::string server = kDefaultServer;
  std::string port;
  std::string idle_timeout = kDefaultIdle;
  std::string keepalive = kDefaultKeepalive;
  bool all_commands = false;
  std::string tls = "auto";
  std::string pin;
};

constexpr base::Duration kLongest = std::chrono::hours{168};

CLI::Validator reads_endpoint() {
  return CLI::Validator(
      [](std::string& text) {
        const auto endpoint = reactor::parse_endpoint(text, kDefaultHost);
        return endpoint ? std::string{} : endpoint.error();
      },
      {});
}

/// `HOST PORT`, as nc and telnet read it.
base::Result<reactor::Endpoint> parse_server(const std::string& server, const std::string& port) {
  if (port.empty()) return reactor::parse_endpoint(server, kDefaultHost);
  const bool bare_ipv6 = server.find(':') != std::string::npos && !server.starts_with('[');
  return reactor::parse_endpoint(bare_ipv6 ? fmt::format("[{}]:{}", server, port)
                                           : fmt::format("{}:{}", server, port));
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

void declare_server(CLI::App& app, Texts& texts) {
  app.add_option(
         "server", texts.server,
         fmt::format("Server to connect to: HOST, HOST:PORT, [IPV6]:PORT, unix:/path or unix:@name "
                     "[{}]",
                     kDefaultServer))
      ->type_name("HOST[:PORT]")
      ->check(reads_endpoint());
  app.add_option("port", texts.port, "Port, if HOST has none: HOST PORT")->type_name("PORT");
}

void declare_connection(CLI::App& app, Options& options, Texts& texts) {
  app.add_option("--name", options.name, "Your name [asked]")
      ->group("Connection")
      ->type_name("NAME");
  app.add_option("--password-file", options.password_file,
                 "File whose first line is the password of your name [asked]")
      ->group("Connection")
      ->type_name("FILE");
  app.add_flag("--register", options.registers,
               "Make the name your own: with the password of --password-file, else with your key "
               "[off]")
      ->group("Connection");
  app.add_flag("--commands", texts.all_commands,
               "In a pipe: take all commands; otherwise only /who, /me, /msg, /nick, /help, /quit "
               "[off]")
      ->group("Connection");
  app.add_option("--keepalive", texts.keepalive,
                 fmt::format("In the hub: send an empty line after this time without sending; "
                             "0: never [{}]",
                             kDefaultKeepalive))
      ->group("Connection")
      ->type_name("DURATION")
      ->check(reads_duration());
}

std::optional<TlsMode> parse_mode(std::string_view text) {
  if (text == "auto") return TlsMode::automatic;
  if (text == "required") return TlsMode::required;
  return text == "off" ? std::optional(TlsMode::off) : std::nullopt;
}

CLI::Validator reads_fingerprint() {
  return CLI::Validator(
      [](std::string& text) {
        const auto fingerprint = reactor::parse_fingerprint(text);
        return fingerprint ? std::string{} : fingerprint.error();
      },
      {});
}

void declare_tls(CLI::App& app, Texts& texts) {
  const std::string group = "TLS";
  auto* tls = app.add_option("--tls", texts.tls,
                             "Encryption: auto (first TLS, except to this machine; in plain where "
                             "a new server has none), required or off [auto]");
  tls->group(group)->type_name("MODE")->check(CLI::Validator(
      [](std::string& text) {
        if (parse_mode(text)) return std::string{};
        return fmt::format("'{}' is none of auto, required and off", text);
      },
      {}));
  app.add_option("--pin", texts.pin,
                 "Fingerprint that the server's key must have, SHA256:... [none]")
      ->group(group)
      ->type_name("FINGERPRINT")
      ->check(reads_fingerprint());
}

void declare_duo(CLI::App& app, Options& options, Texts& texts) {
  auto* duo =
      app.add_flag("--duo", options.duo, "Talk with one person, at tertuliad --duo or nc -l [off]")
          ->group("One-to-one");
  app.add_option("--idle-timeout", texts.idle_timeout,
                 fmt::format("With --duo: end after this time without a character in either "
                             "direction; 0: never [{}]",
                             kDefaultIdle))
      ->group("One-to-one")
      ->option_text("DURATION")
      ->needs(duo)
      ->check(reads_duration());
}

void declare(CLI::App& app, Options& options, Texts& texts) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.get_formatter()->label("Positionals", "Argument");
  app.footer(kFooter);
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("tertulia: {}; see tertulia --help\n", base::safe(error.what()));
  });
  declare_server(app, texts);
  declare_connection(app, options, texts);
  declare_tls(app, texts);
  declare_duo(app, options, texts);
  app.set_help_flag("-h,--help", "Show this help and exit")->group("General");
  app.set_version_flag("-V,--version", "tertulia " TERTULIA_VERSION, "Show the version and exit")
      ->group("General");
}

/// A conversation of two has no TLS: its other end may be nc.
void read_tls(Options& options, const Texts& texts) {
  options.tls = *parse_mode(texts.tls);
  if (!texts.pin.empty()) options.pin = *reactor::parse_fingerprint(texts.pin);
  if (options.pin && options.tls == TlsMode::off) throw CLI::ExcludesError("--pin", "--tls off");
  const bool wants_tls = options.pin || options.tls == TlsMode::required;
  if (options.duo && wants_tls) throw CLI::ExcludesError("--duo", options.pin ? "--pin" : "--tls");
  if (options.duo && options.registers) throw CLI::ExcludesError("--duo", "--register");
  if (options.duo && !options.password_file.empty()) {
    throw CLI::ExcludesError("--duo", "--password-file");
  }
  if (options.duo) options.tls = TlsMode::off;
}

}  // namespace

std::variant<Options, Exit> parse_options(int argc, const char* const* argv) {
  CLI::App app(
      "Talk on a tertulia server. On a terminal, type lines. In a pipe, each line of input is "
      "posted.",
      "tertulia");
  Options options;
  Texts texts;
  declare(app, options, texts);
  try {
    app.parse(argc, argv);
    const auto server = parse_server(texts.server, texts.port);
    if (!server) throw CLI::ValidationError("port", server.error());
    options.server = *server;
    read_tls(options, texts);
  } catch (const CLI::ParseError& error) {
    return Exit{app.exit(error) == 0 ? 0 : kBadUsage};
  }
  options.name = base::trim(options.name);
  options.idle_timeout = *base::parse_duration(texts.idle_timeout);
  if (texts.all_commands) options.commands = wire::plain::Commands::all;
  options.keepalive = *base::parse_duration(texts.keepalive);
  return options;
}

}  // namespace tertulia::client
