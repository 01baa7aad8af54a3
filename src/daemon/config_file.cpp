#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/settings_file.h"

#include "daemon/settings.h"

namespace tertulia::daemon {
namespace {

base::Result<Assignment> read_assignment(base::SettingLine line) {
  const auto* setting = find_setting(line.name);
  if (setting == nullptr) return base::Error{fmt::format("unknown setting '{}'", line.name)};
  if (!line.value) return base::Error{fmt::format("not of the form {} = value", line.name)};
  Options scratch;
  const auto set = setting->set(scratch, *line.value);
  if (!set) return base::Error{fmt::format("{}: {}", line.name, set.error())};
  return Assignment{setting, *std::move(line.value), std::move(line.place),
                    line.name == setting->former_name};
}

/// Whether a setting has a value. An empty value counts as none.
bool has(const std::vector<Assignment>& all, std::string_view name) {
  return std::ranges::any_of(
      all, [name](const auto& one) { return one.setting->name == name && !one.text.empty(); });
}

/// Adds the assignment of one line. An error if it conflicts with an earlier line.
base::Result<std::monostate> add_line(std::vector<Assignment>& all, base::SettingLine line) {
  auto assignment = read_assignment(std::move(line));
  if (!assignment) return base::Error{assignment.error()};
  const auto& [name, conflicts_with] =
      std::tie(assignment->setting->name, assignment->setting->conflicts_with);
  if (!assignment->text.empty() && has(all, conflicts_with)) {
    return base::Error{fmt::format("{}: cannot be set together with {}", name, conflicts_with)};
  }
  all.push_back(*std::move(assignment));
  return std::monostate{};
}

}  // namespace

std::vector<Assignment> read_config(const std::string& path) {
  const auto lines = base::read_settings_file(path);
  if (!lines) throw base::StartFailure(lines.error());
  std::vector<Assignment> all;
  for (const auto& line : *lines) {
    const auto added = add_line(all, line);
    if (!added) throw base::StartFailure(line.place + added.error());
  }
  return all;
}

}  // namespace tertulia::daemon
