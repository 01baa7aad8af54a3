#include "client/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "tertulia/base/help_text.h"
#include "tertulia/base/standard_streams.h"
#include "tertulia/base/text.h"

#include "client/conflicts.h"
#include "client/data_home.h"
#include "client/setting_values.h"
#include "client/settings.h"

namespace tertulia::client {
namespace {

constexpr auto* kFooter =
    "Examples:\n"
    "  tertulia chat.example.org\n"
    "  make 2>&1 | tail -1 | tertulia --name ci chat.example.org\n"
    "\n"
    "Settings file:\n"
    "  ~/.config/tertulia/tertulia.conf has lines NAME = VALUE. The names are these options\n"
    "  without dashes, and \"server\". The manual is tertulia(1).";

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

/// What the command line says.
struct Given {
  std::string server;
  std::string port;
  std::string settings_file;
  std::vector<Assignment> assignments;
};

std::string help_of(const Setting& setting) {
  if (setting.kind == Setting::Kind::flag) return fmt::format("{} [off]", setting.help);
  return fmt::format("{} [{}]", setting.help,
                     setting.initial.empty() ? setting.without : setting.initial);
}

/// Each value is checked when it is read, so that a mistake is bad usage.
CLI::Validator validator(const Setting& setting) {
  return CLI::Validator(
      [&setting](std::string& text) {
        Options scratch;
        const auto set = setting.set(scratch, text);
        return set ? std::string{} : set.error();
      },
      {});
}

/// `HOST PORT`, as nc and telnet read it.
base::Result<reactor::Endpoint> parse_server(const std::string& server, const std::string& port) {
  if (port.empty()) return read_server(server);
  const bool bare_ipv6 = server.find(':') != std::string::npos && !server.starts_with('[');
  return reactor::parse_endpoint(bare_ipv6 ? fmt::format("[{}]:{}", server, port)
                                           : fmt::format("{}:{}", server, port));
}

void declare_server(CLI::App& app, const Setting& setting, Given& given) {
  app.add_option(std::string(setting.name), given.server, help_of(setting))
      ->type_name(std::string(setting.placeholder))
      ->check(validator(setting));
  app.add_option("port", given.port, "Port, if HOST has none: HOST PORT")->type_name("PORT");
}

void declare_value(CLI::App& app, const Setting& setting, Given& given) {
  const auto add = [&setting, &given](const std::string& text) {
    given.assignments.push_back({&setting, text});
  };
  app.add_option_function<std::string>(fmt::format("--{}", setting.name), add, help_of(setting))
      ->group(std::string(setting.group))
      ->type_name(std::string(setting.placeholder))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->trigger_on_parse()
      ->check(validator(setting));
}

/// Only what changes the default is in the help; the opposite overrules the settings file.
void declare_flag(CLI::App& app, const Setting& setting, Given& given) {
  const bool initially_on = setting.initial == "on";
  for (const bool on : {true, false}) {
    const auto add = [&setting, &given, on](std::int64_t times) {
      given.assignments.push_back({&setting, (times > 0) == on ? "on" : "off"});
    };
    app.add_flag_function(fmt::format("--{}{}", on ? "" : "no-", setting.name), add,
                          help_of(setting))
        ->group(on == initially_on ? "" : std::string(setting.group))
        ->trigger_on_parse();
  }
}

void declare_settings(CLI::App& app, Given& given) {
  for (const auto& setting : settings()) {
    switch (setting.kind) {
      case Setting::Kind::argument:
        declare_server(app, setting, given);
        break;
      case Setting::Kind::value:
        declare_value(app, setting, given);
        break;
      case Setting::Kind::flag:
        declare_flag(app, setting, given);
        break;
    }
  }
}

void declare(CLI::App& app, Given& given) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.get_formatter()->label("Positionals", "Argument");
  app.footer(kFooter);
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("tertulia: {}; see tertulia --help\n", base::safe(error.what()));
  });
  declare_settings(app, given);
  app.add_option("--settings", given.settings_file,
                 "Read settings from this file; none: from no file [tertulia.conf, see below]")
      ->group("General")
      ->type_name("FILE");
  app.set_help_flag("-h,--help", "Show this help and exit")->group("General");
  app.set_version_flag("-V,--version", "tertulia " TERTULIA_VERSION, "Show the version and exit")
      ->group("General");
}

std::string option(std::string_view name) { return fmt::format("--{}", name); }

/// What is wrong with the command line as a whole is bad usage.
void check(const std::vector<Assignment>& assignments) {
  const auto options = make_options(assignments);
  if (const auto conflict = find_conflict(options)) {
    throw CLI::ExcludesError(option(conflict->setting), option(conflict->other));
  }
  const auto* idle = find_setting("idle-timeout");
  const bool times_idle =
      std::ranges::find(assignments, idle, &Assignment::setting) != assignments.end();
  if (times_idle && !options.duo) throw CLI::RequiresError("--idle-timeout", "--duo");
}

/// Nothing where the program goes on.
std::optional<Exit> parse_command_line(CLI::App& app, int argc, const char* const* argv,
                                       Given& given) {
  try {
    app.parse(argc, argv);
    if (!given.server.empty()) {
      const auto server = parse_server(given.server, given.port);
      if (!server) throw CLI::ValidationError("port", server.error());
      given.assignments.push_back({find_setting("server"), format_endpoint(*server)});
    }
    check(given.assignments);
  } catch (const CLI::ParseError& error) {
    return Exit{app.exit(error) == 0 ? 0 : kBadUsage};
  }
  return std::nullopt;
}

/// The user's own file need not exist.
base::Result<std::vector<Assignment>> read_file(const std::optional<std::string>& named,
                                                base::Environment environment) {
  auto path = named.value_or(default_settings_file(environment));
  const bool reads_none = path.empty() || (named ? path == "none" : is_unused(path));
  if (reads_none) return std::vector<Assignment>{};
  auto file = read_settings(path);
  if (!file) return file;
  const auto conflict = find_conflict(make_options(*file));
  if (!conflict) return file;
  const auto last = std::ranges::find_if(file->rbegin(), file->rend(), [&](const auto& one) {
    return one.setting->name == conflict->setting || one.setting->name == conflict->other;
  });
  return base::Error{fmt::format("{}{} cannot be set together with {}", last->place,
                                 conflict->setting, conflict->other)};
}

}  // namespace

std::variant<Options, Exit> parse_options(int argc, const char* const* argv,
                                          base::Environment environment) {
  CLI::App app(
      "Talk on a tertulia server. On a terminal, type lines. In a pipe, each line of input is "
      "posted.",
      "tertulia");
  Given given;
  declare(app, given);
  if (const auto exit = parse_command_line(app, argc, argv, given)) return *exit;
  const bool named = app.count("--settings") > 0;
  auto file = read_file(named ? std::optional(given.settings_file) : std::nullopt, environment);
  if (!file) {
    base::print_last_error(fmt::format("tertulia: {}", file.error()));
    return Exit{kBadUsage};
  }
  auto options = make_options(merge(*std::move(file), given.assignments));
  if (options.duo) options.tls = TlsMode::off;
  return options;
}

}  // namespace tertulia::client
