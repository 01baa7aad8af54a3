#include "tertulia/server/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "server/settings.h"

namespace tertulia::server {
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

std::vector<Assignment> merge(const std::vector<Assignment>& file, const Given& given) {
  std::vector<Assignment> all;
  std::ranges::copy_if(file, std::back_inserter(all), [&given](const Assignment& assignment) {
    return given.at(assignment.setting).empty();
  });
  for (const auto& [setting, values] : given) {
    for (const auto& value : values) all.push_back({setting, value});
  }
  return all;
}

void combine(Options& options, const std::vector<Assignment>& assignments) {
  for (const auto& [setting, text] : assignments) {
    if (setting->name == "duo") options.duo = text == "true";
  }
  options.limits = base::default_limits(options.duo ? base::Mode::duo : base::Mode::hub);
  for (const auto& [setting, text] : assignments) {
    [[maybe_unused]] const auto checked_before = setting->set(options, text);
  }
  options.listen_given = !options.listen.empty();
  if (!options.listen_given) {
    options.listen.push_back({reactor::Endpoint::Family::tcp, "::", reactor::kDefaultPort});
  }
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
  } catch (const CLI::ParseError& error) {
    return Exit{app.exit(error)};
  }
  const auto file =
      options.config.empty() ? std::vector<Assignment>{} : read_config(options.config);
  combine(options, merge(file, given));
  return options;
}

std::string show_options(const Options& options) {
  std::string shown;
  for (const auto& setting : settings()) {
    for (const auto& value : setting.show(options)) {
      const auto* const quote = setting.kind != Setting::Kind::list    ? ""
                                : value.find('"') == std::string::npos ? "\""
                                                                       : "'";
      shown += fmt::format("{} = {}{}{}\n", setting.name, quote, value, quote);
    }
  }
  return shown;
}

}  // namespace tertulia::server
