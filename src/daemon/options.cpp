#include "daemon/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>

#include <fmt/core.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/help_text.h"
#include "tertulia/base/text.h"

#include "daemon/account_words.h"
#include "daemon/ban_words.h"
#include "daemon/motd.h"
#include "daemon/settings.h"

namespace tertulia::daemon {
namespace {

/// The values on the command line.
using Given = std::map<const Setting*, std::vector<std::string>>;

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

constexpr int kMaxWords = 1'000;

constexpr auto* kFooter =
    "Examples:\n"
    "  tertuliad --listen 127.0.0.1:7788 --print-messages\n"
    "  tertuliad --duo --name Servidor\n"
    "\n"
    "Configuration file:\n"
    "  " TERTULIA_CONFIG
    "\n"
    "  The service reads this file. A server started by hand reads only the file that --config\n"
    "  names. \"tertuliad --config FILE --check-config\" checks a file.";

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

void declare(CLI::App& app, const Setting& setting, std::vector<std::string>& values) {
  const auto names = (setting.letter != 0 ? fmt::format("-{},", setting.letter) : std::string{}) +
                     "--" + setting.name;
  if (setting.kind == Setting::Kind::flag) {
    app.add_flag_callback(
           names, [&values] { values.assign(1, "true"); }, setting.help)
        ->group(setting.group);
    return;
  }
  const auto add = [&values, list = setting.kind == Setting::Kind::list](const std::string& text) {
    if (!list) values.clear();
    values.push_back(text);
  };
  app.add_option_function<std::string>(names, add, setting.help)
      ->group(setting.group)
      ->type_name(setting.placeholder)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->trigger_on_parse()
      ->check(validator(setting));
}

/// The former name is not in the help. CLI11 leaves the name of such an option out of its errors,
/// so the value is checked here.
void declare_former(CLI::App& app, const Setting& setting, std::vector<std::string>& values) {
  const auto name = "--" + setting.former_name;
  const auto set = [&setting, &values, name](const std::string& text) {
    Options scratch;
    const auto done = setting.set(scratch, text);
    if (!done) throw CLI::ValidationError(name, done.error());
    values.assign(1, text);
  };
  app.add_option_function<std::string>(name, set)
      ->group("")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->trigger_on_parse();
}

/// Conflicting options are bad usage. CLI11's own check would add a remark to the help.
void check_conflicts(const Given& given) {
  for (const auto& [setting, values] : given) {
    const auto* conflicts_with = find_setting(setting->conflicts_with);
    if (conflicts_with != nullptr && !values.empty() && !given.at(conflicts_with).empty()) {
      throw CLI::ExcludesError("--" + setting->name, "--" + conflicts_with->name);
    }
  }
}

/// Words that end the program after its work on the archive.
void declare_words(CLI::App& app, const std::string& name, std::vector<std::string>& words,
                   std::string (*check)(const std::vector<std::string>&), const char* help) {
  const auto set = [&words, check, name](const std::vector<std::string>& given) {
    const auto mistake = check(given);
    if (!mistake.empty()) throw CLI::ValidationError(name, mistake);
    words = given;
  };
  app.add_option_function<std::vector<std::string>>(name, set, help)
      ->group("Administration")
      ->type_name("ACTION")
      ->expected(1, kMaxWords);
}

/// They are in the group of the settings of the archive.
void declare_archive_tools(CLI::App& app, Options& options) {
  const std::string group = "Archive";
  app.add_flag("--check-data", options.check_data, "Check the archive of --data, and exit")
      ->group(group);
  app.add_option("--export", options.export_to,
                 "Write the archive of --data to this file as JSON lines (-: standard output), and "
                 "exit")
      ->group(group)
      ->type_name("FILE");
  app.add_option("--import", options.import_from,
                 "Read such a file (-: standard input) into an empty archive, and exit")
      ->group(group)
      ->type_name("FILE");
}

void declare_all(CLI::App& app, Options& options, Given& given) {
  app.add_option(
         "-c,--config", options.config,
         "Read settings from this file; their names are these options without dashes [none]")
      ->group("General")
      ->type_name("FILE");
  app.add_flag("--check-config", options.check_config,
               "Check the options and files, print all settings, and exit")
      ->group("General");
  app.add_flag("--fingerprint", options.fingerprint,
               "Print the fingerprint of the server's key, which clients compare, and exit")
      ->group("General");
  for (const auto& setting : settings()) {
    declare(app, setting, given[&setting]);
    if (!setting.former_name.empty()) declare_former(app, setting, given[&setting]);
  }
  declare_archive_tools(app, options);
  declare_words(app, "--account", options.account, check_account_words, kAccountHelp);
  declare_words(app, "--ban", options.ban, check_ban_words, kBanHelp);
  app.set_help_flag("-h,--help", "Show this help and exit")->group("General");
  app.set_version_flag("-V,--version", "tertuliad " TERTULIA_VERSION, "Show the version and exit")
      ->group("General");
}

bool overruled(const Setting& setting, const Given& given) {
  const auto* conflicts_with = find_setting(setting.conflicts_with);
  return !given.at(&setting).empty() ||
         (conflicts_with != nullptr && !given.at(conflicts_with).empty());
}

std::vector<Assignment> merge(const std::vector<Assignment>& file, const Given& given) {
  std::vector<Assignment> all;
  std::ranges::copy_if(file, std::back_inserter(all), [&given](const Assignment& assignment) {
    return !overruled(*assignment.setting, given);
  });
  for (const auto& [setting, values] : given) {
    for (const auto& value : values) all.push_back({setting, value, {}});
  }
  return all;
}

/// The value was checked when it was read.
void set_again(Options& options, const Assignment& assignment) {
  [[maybe_unused]] const auto checked_before = assignment.setting->set(options, assignment.text);
}

void combine(Options& options, const std::vector<Assignment>& assignments) {
  for (const auto& one : assignments) {
    if (one.setting->name == "duo") set_again(options, one);
  }
  options.limits = base::default_limits(options.duo ? base::Mode::duo : base::Mode::hub);
  for (const auto& one : assignments) set_again(options, one);
  options.listen_given = !options.listen.empty() || !options.listen_tls.empty();
  if (!options.listen_given) {
    options.listen.push_back({reactor::Endpoint::Family::tcp, "::", reactor::kDefaultPort});
  }
}

/// An error begins with the place of the setting that caused it.
void load_motd(Options& options, const std::vector<Assignment>& assignments) {
  const auto lines =
      options.motd_file.empty() ? parse_motd(options.motd) : read_motd(options.motd_file);
  const auto* name = options.motd_file.empty() ? "motd" : "motd-file";
  const auto fits = lines ? check_motd_fits(*lines, options.limits.send_queue)
                          : base::Result<std::monostate>(base::Error{lines.error()});
  if (fits) {
    options.motd_lines = *lines;
    return;
  }
  const auto blamed = std::find_if(assignments.rbegin(), assignments.rend(),
                                   [name](auto& one) { return one.setting->name == name; });
  throw base::StartFailure(fmt::format("{}{}: {}", blamed->place, name, fits.error()));
}

/// Whether the reader of a file needs quotes around the value.
bool needs_quotes(const Setting& setting, std::string_view value) {
  return setting.kind == Setting::Kind::list || value.empty() ||
         value.find('#') != std::string_view::npos || value.starts_with('"') ||
         value.starts_with('\'') || base::trim(value) != value;
}

/// Nothing where the program goes on.
std::optional<Exit> parse_command_line(CLI::App& app, int argc, const char* const* argv,
                                       const Given& given) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.footer(kFooter);
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("tertuliad: {}; see tertuliad --help\n", base::safe(error.what()));
  });
  try {
    app.parse(argc, argv);
    check_conflicts(given);
  } catch (const CLI::ParseError& error) {
    return Exit{app.exit(error) == 0 ? 0 : kBadUsage};
  }
  return std::nullopt;
}

/// One warning for each setting, however often its former name is used.
std::vector<std::string> warn_of_former_names(const CLI::App& app,
                                              const std::vector<Assignment>& file) {
  std::vector<std::string> warnings;
  for (const auto& setting : settings()) {
    const auto& former = setting.former_name;
    if (former.empty()) continue;
    const auto used = std::ranges::find_if(file, [&setting](const Assignment& one) {
      return one.former_name && one.setting == &setting;
    });
    const auto place = used == file.end() ? std::string{} : used->place;
    if (used == file.end() && app.count("--" + former) == 0) continue;
    warnings.push_back(fmt::format("{}{} is now called {}", place, former, setting.name));
  }
  return warnings;
}

}  // namespace

std::variant<Options, Exit> parse_options(int argc, const char* const* argv) {
  CLI::App app("A small, fast, self-hosted chat service: anyone can join with nc HOST 7788.",
               "tertuliad");
  Options options;
  Given given;
  declare_all(app, options, given);
  if (const auto exit = parse_command_line(app, argc, argv, given)) return *exit;
  const auto file =
      options.config.empty() ? std::vector<Assignment>{} : read_config(options.config);
  const auto assignments = merge(file, given);
  combine(options, assignments);
  const auto fit = base::check_limits(options.limits);
  if (!fit) throw base::StartFailure(fit.error());
  load_motd(options, assignments);
  options.warnings = warn_of_former_names(app, file);
  return options;
}

std::string show_options(const Options& options) {
  std::string shown;
  for (const auto& setting : settings()) {
    for (const auto& value : setting.show(options)) {
      const auto* const quote = !needs_quotes(setting, value)          ? ""
                                : value.find('"') == std::string::npos ? "\""
                                                                       : "'";
      shown += fmt::format("{} = {}{}{}\n", setting.name, quote, value, quote);
    }
  }
  return shown;
}

std::vector<std::string> changed_until_restart(const Options& running, const Options& wanted) {
  std::vector<std::string> changed;
  for (const auto& setting : settings()) {
    const bool fixed = setting.change == Setting::Change::at_restart;
    if (fixed && setting.show(running) != setting.show(wanted)) changed.push_back(setting.name);
  }
  return changed;
}

}  // namespace tertulia::daemon
