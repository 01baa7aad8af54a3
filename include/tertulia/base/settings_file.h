#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/result.h"

/// The form of a settings file: lines `name = value`, and comments after `#`. Each program knows
/// its names, and what their values mean.
namespace tertulia::base {

/// One line of a settings file.
struct SettingLine {
  std::string name;
  /// Without the quotes that may stand around it. Nothing if the line is not of the form
  /// `name = value`.
  std::optional<std::string> value;
  std::string place;  ///< `FILE:LINE: `, for an error about it.
};

/// Reads a file of at most 1 MiB, without its blank lines and comments. A value ends at a `#`,
/// unless `"` or `'` stand around it. An error if the file cannot be read.
Result<std::vector<SettingLine>> read_settings_file(const std::string& path);

/// Reads `true`, `yes`, `on`, `1`, `false`, `no`, `off` or `0`, in any case, and their first
/// letters (systemd.syntax(7)).
Result<bool> parse_flag(std::string_view text);

}  // namespace tertulia::base
