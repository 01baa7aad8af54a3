#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/text.h"

#include "server/settings.h"

namespace tertulia::server {
namespace {

/// `value`, `"value"` or `'value'`, and perhaps a comment behind it; nothing where it is none of
/// these.
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

/// Nothing for a line without a setting.
base::Result<std::optional<Assignment>> read_line(std::string_view line) {
  line = base::trim(line);
  if (line.empty() || line.starts_with('#')) return std::optional<Assignment>{};
  const auto equals = line.find('=');
  const auto name = base::trim(line.substr(0, equals));
  const auto setting = std::ranges::find(settings(), name, &Setting::name);
  if (setting == settings().end()) return base::Error{fmt::format("'{}' is no setting", name)};
  const auto value = equals == std::string_view::npos
                         ? std::nullopt
                         : read_value(base::trim(line.substr(equals + 1)));
  if (!value) return base::Error{fmt::format("this is not of the form {} = value", name)};
  Options scratch;
  const auto set = setting->set(scratch, *value);
  if (!set) return base::Error{fmt::format("{}: {}", name, set.error())};
  return std::optional(Assignment{&*setting, std::string(*value)});
}

}  // namespace

std::vector<Assignment> read_config(const std::string& path) {
  std::ifstream file(path);
  file.peek();
  if (!file && !file.eof()) {
    throw base::StartFailure(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  }
  std::vector<Assignment> all;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    const auto assignment = read_line(line);
    if (!assignment) {
      throw base::StartFailure(fmt::format("{}:{}: {}", path, number, assignment.error()));
    }
    if (*assignment) all.push_back(**assignment);
  }
  return all;
}

}  // namespace tertulia::server
