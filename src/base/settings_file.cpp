#include "tertulia/base/settings_file.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/base/text_file.h"
#include "tertulia/base/translate.h"

namespace tertulia::base {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1024} * 1024;

/// The words of systemd.syntax(7).
constexpr std::array<std::string_view, 6> kTrue{"true", "yes", "on", "1", "y", "t"};
constexpr std::array<std::string_view, 6> kFalse{"false", "no", "off", "0", "n", "f"};

/// Parses `value`, `"value"` or `'value'`, with an optional comment after it. Nothing if the text
/// is malformed.
std::optional<std::string> read_value(std::string_view text) {
  if (!text.starts_with('"') && !text.starts_with('\'')) {
    return std::string(trim(text.substr(0, text.find('#'))));
  }
  const auto end = text.find(text.front(), 1);
  if (end == std::string_view::npos) return std::nullopt;
  const auto rest = trim(text.substr(end + 1));
  if (!rest.empty() && !rest.starts_with('#')) return std::nullopt;
  return std::string(text.substr(1, end - 1));
}

SettingLine read_line(std::string_view line) {
  const auto equals = line.find('=');
  SettingLine read{std::string(trim(line.substr(0, equals))), std::nullopt, {}};
  if (equals != std::string_view::npos) read.value = read_value(trim(line.substr(equals + 1)));
  return read;
}

}  // namespace

Result<std::vector<SettingLine>> read_settings_file(const std::string& path) {
  const auto text = read_text_file(path, kMaxBytes);
  if (!text) return Error{tr("cannot read {}: {}", path, text.error())};
  std::vector<SettingLine> all;
  std::string_view rest = *text;
  for (int number = 1; !rest.empty(); ++number) {
    const auto line = trim(without_cr(next_line(rest)));
    if (line.empty() || line.starts_with('#')) continue;
    all.push_back(read_line(line));
    all.back().place = fmt::format("{}:{}: ", path, number);
  }
  return all;
}

Result<bool> parse_flag(std::string_view text) {
  const auto word = lower_ascii(text);
  if (std::ranges::find(kTrue, word) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, word) != kFalse.end()) return false;
  return Error{fmt::format("'{}' is neither true nor false", text)};
}

}  // namespace tertulia::base
