#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"

#include "daemon/options.h"

namespace tertulia::daemon {

/// One setting. It has the same name on the command line and in the configuration file.
struct Setting {
  enum class Kind { value, list, flag };
  /// When a changed value takes effect.
  enum class Change { at_reload, at_restart };

  std::string name;  ///< Without dashes.
  char letter = 0;   ///< The short option, if there is one.
  Kind kind = Kind::value;
  std::string placeholder;
  std::string help;  ///< With the default in brackets at its end.
  std::function<base::Result<std::monostate>(Options&, std::string_view)> set;
  /// One value, or all values of a list. An empty value means that the setting is not set.
  std::function<std::vector<std::string>(const Options&)> show;
  Change change = Change::at_reload;
  /// Another setting, which cannot be set together with this one; empty for none.
  std::string conflicts_with = {};
  std::string group = "General";  ///< The heading in `--help` under which it stands.
  /// Its name in earlier versions, which is still read, with a warning; empty for none.
  std::string former_name = {};
};

/// All settings, the limits included, in the order of `--help`.
const std::vector<Setting>& settings();

/// The setting of this name or former name; null where there is none.
const Setting* find_setting(std::string_view name);

/// A value that the command line or the configuration file gives to a setting.
struct Assignment {
  const Setting* setting;
  std::string text;
  std::string place;         ///< `FILE:LINE: `; empty on the command line.
  bool former_name = false;  ///< The setting was given by its former name.
};

/// Reads a configuration file: lines `name = value`, comments after `#`. Throws
/// `base::StartFailure` with the number of the line for the first mistake.
std::vector<Assignment> read_config(const std::string& path);

}  // namespace tertulia::daemon
