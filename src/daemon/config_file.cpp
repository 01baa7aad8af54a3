#include <algorithm>
#include <cstddef>
#include <optional>
#include <sstream>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/text.h"
#include "tertulia/base/text_file.h"

#include "daemon/settings.h"

namespace tertulia::daemon {
namespace {

constexpr std::size_t kMaxConfigBytes = std::size_t{1024} * 1024;

/// Parses `value`, `"value"` or `'value'`, with an optional comment after it. Nothing if the text
/// is malformed.
std::optional<std::string_view> read_value(std::string_view text) {
  if (!text.starts_with('"') && !text.starts_with('\'')) {
    return base::trim(text.substr(0, text.find('#')));
  }
  const auto end = text.find(text.front(), 1);
  if (end == std::string_view::npos) return std::nullopt;
  const auto rest = base::trim(text.substr(end + 1));
  if (!rest.empty() && !rest.starts_with('#')) return std::nullopt;
  return text.substr(1, end - 1);
}

/// The assignment of one line; nothing for a blank line or a comment.
base::Result<std::optional<Assignment>> read_line(std::string_view line) {
  line = base::trim(line);
  if (line.empty() || line.starts_with('#')) return std::optional<Assignment>{};
  const auto equals = line.find('=');
  const auto name = base::trim(line.substr(0, equals));
  const auto* setting = find_setting(name);
  if (setting == nullptr) return base::Error{fmt::format("unknown setting '{}'", name)};
  const auto value = equals == std::string_view::npos
                         ? std::nullopt
                         : read_value(base::trim(line.substr(equals + 1)));
  if (!value) return base::Error{fmt::format("not of the form {} = value", name)};
  Options scratch;
  const auto set = setting->set(scratch, *value);
  if (!set) return base::Error{fmt::format("{}: {}", name, set.error())};
  return std::optional(Assignment{setting, std::string(*value), {}, name == setting->former_name});
}

/// Whether a setting has a value. An empty value counts as none.
bool has(const std::vector<Assignment>& all, std::string_view name) {
  return std::ranges::any_of(
      all, [name](const auto& one) { return one.setting->name == name && !one.text.empty(); });
}

/// Adds the assignment of one line. An error if it conflicts with an earlier line.
base::Result<std::monostate> add_line(std::vector<Assignment>& all, std::string_view line,
                                      std::string place) {
  auto read = read_line(line);
  if (!read) return base::Error{read.error()};
  if (!*read) return std::monostate{};
  auto assignment = **read;
  const auto& [name, conflicts_with] =
      std::tie(assignment.setting->name, assignment.setting->conflicts_with);
  if (!assignment.text.empty() && has(all, conflicts_with)) {
    return base::Error{fmt::format("{}: cannot be set together with {}", name, conflicts_with)};
  }
  assignment.place = std::move(place);
  all.push_back(std::move(assignment));
  return std::monostate{};
}

}  // namespace

std::vector<Assignment> read_config(const std::string& path) {
  const auto text = base::read_text_file(path, kMaxConfigBytes);
  if (!text) throw base::StartFailure(fmt::format("cannot read {}: {}", path, text.error()));
  std::istringstream file(*text);
  std::vector<Assignment> all;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    const auto place = fmt::format("{}:{}: ", path, number);
    const auto added = add_line(all, line, place);
    if (!added) throw base::StartFailure(place + added.error());
  }
  return all;
}

}  // namespace tertulia::daemon
