#include "daemon/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/text.h"

#include "daemon/motd.h"
#include "daemon/settings.h"

namespace tertulia::daemon {
namespace {

using Given = std::map<const Setting*, std::vector<std::string>>;

/// A value is tried out when it is read, so that a mistake is bad usage like any other.
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
        names, [&values] { values.assign(1, "true"); }, setting.help);
    return;
  }
  const auto add = [&values, list = setting.kind == Setting::Kind::list](const std::string& text) {
    if (!list) values.clear();
    values.push_back(text);
  };
  app.add_option_function<std::string>(names, add, setting.help)
      ->type_name(setting.placeholder)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->trigger_on_parse()
      ->check(validator(setting));
}

/// Rivals on one command line are bad usage. CLI11's own way would tell so in the help, too.
void check_conflicts(const Given& given) {
  for (const auto& [setting, values] : given) {
    const auto* conflicts_with = find_setting(setting->conflicts_with);
    if (conflicts_with != nullptr && !values.empty() && !given.at(conflicts_with).empty()) {
      throw CLI::ExcludesError("--" + setting->name, "--" + conflicts_with->name);
    }
  }
}

void declare_all(CLI::App& app, Options& options, Given& given) {
  app.add_option("-c,--config", options.config,
                 "A file with the same names as these options, without the dashes [none]")
      ->type_name("FILE");
  app.add_flag("--check-config", options.check_config,
               "Check options and file, say what is wrong or what is in force, and end");
  for (const auto& setting : settings()) declare(app, setting, given[&setting]);
  app.set_help_flag("-h,--help", "Show this help and end");
  app.set_version_flag("-V,--version", "tertuliad " TERTULIA_VERSION, "Show the version and end");
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

void combine(Options& options, const std::vector<Assignment>& assignments) {
  for (const auto& [setting, text, place] : assignments) {
    if (setting->name == "duo") options.duo = text == "true";
  }
  options.limits = base::default_limits(options.duo ? base::Mode::duo : base::Mode::hub);
  for (const auto& [setting, text, place] : assignments) {
    [[maybe_unused]] const auto checked_before = setting->set(options, text);
  }
  options.listen_given = !options.listen.empty();
  if (!options.listen_given) {
    options.listen.push_back({reactor::Endpoint::Family::tcp, "::", reactor::kDefaultPort});
  }
}

/// A mistake has the place of the setting that is to blame.
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

/// What a file's reader would not take as it stands.
bool needs_quotes(const Setting& setting, std::string_view value) {
  return setting.kind == Setting::Kind::list || value.find('#') != std::string_view::npos ||
         value.starts_with('"') || value.starts_with('\'') || base::trim(value) != value;
}

}  // namespace

std::variant<Options, Exit> parse_options(int argc, const char* const* argv) {
  CLI::App app("A small, fast, self-hosted chat service: anyone can join with nc HOST 7788.",
               "tertuliad");
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("tertuliad: {}; see tertuliad --help\n", error.what());
  });
  Options options;
  Given given;
  declare_all(app, options, given);
  try {
    app.parse(argc, argv);
    check_conflicts(given);
  } catch (const CLI::ParseError& error) {
    return Exit{app.exit(error)};
  }
  const auto file =
      options.config.empty() ? std::vector<Assignment>{} : read_config(options.config);
  const auto assignments = merge(file, given);
  combine(options, assignments);
  const auto fit = base::check_limits(options.limits);
  if (!fit) throw base::StartFailure(fit.error());
  load_motd(options, assignments);
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
