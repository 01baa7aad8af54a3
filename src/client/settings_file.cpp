#include "tertulia/base/settings_file.h"

#include <utility>

#include <fmt/core.h>

#include "client/settings.h"

namespace tertulia::client {
namespace {

base::Result<Assignment> read_line(const base::SettingLine& line) {
  if (line.name == "password") {
    return base::Error{"a password does not belong into this file; see password-file"};
  }
  auto assignment = assign(line.name, line.value.value_or(""));
  if (!assignment && find_setting(line.name) == nullptr) return assignment;
  if (!line.value) return base::Error{fmt::format("not of the form {} = value", line.name)};
  return assignment;
}

}  // namespace

std::string default_settings_file(base::Environment environment) {
  const auto home = environment("HOME");
  auto directory = std::string(environment("XDG_CONFIG_HOME"));
  if (!directory.starts_with('/')) {
    if (home.empty()) return {};
    directory = fmt::format("{}/.config", home);
  }
  return directory + "/tertulia/tertulia.conf";
}

base::Result<std::vector<Assignment>> read_settings(const std::string& path) {
  const auto lines = base::read_settings_file(path);
  if (!lines) return base::Error{lines.error()};
  std::vector<Assignment> all;
  for (const auto& line : *lines) {
    auto assignment = read_line(line);
    if (!assignment) return base::Error{line.place + assignment.error()};
    all.push_back(*std::move(assignment));
    all.back().place = line.place;
  }
  return all;
}

}  // namespace tertulia::client
