#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/environment.h"
#include "tertulia/base/result.h"

#include "client/options.h"

namespace tertulia::client {

/// One setting. It has the same name on the command line and in the settings file. `no-` before the
/// name of a flag means the opposite.
struct Setting {
  enum class Kind : unsigned char { value, flag, argument };
  enum class Change : unsigned char { at_start, while_running };

  std::string_view name;          ///< Without dashes.
  std::string_view group;         ///< The heading in `--help` under which it stands.
  std::string_view placeholder;   ///< Of its value.
  std::string_view help;          ///< Without the default. Of a flag that is on: what `no-` means.
  std::string_view initial = {};  ///< The default, as a user types it; empty if it is not set.
  std::string_view without = "none";  ///< What `--help` says then.
  std::string_view words = {};        ///< All its values, `on|off`; empty if there are others.
  Kind kind = Kind::value;
  Change change = Change::at_start;
  std::function<base::Result<std::monostate>(Options&, std::string_view)> set = {};
  /// The value in the form that `set` takes; empty if it is not set.
  std::function<std::string(const Options&)> show = {};
};

/// All settings, in the order of `--help`.
const std::vector<Setting>& settings();

/// The setting of this name, without `no-`; null where there is none.
const Setting* find_setting(std::string_view name);

/// The setting that a user means who may type `no-` before the name of a flag; null where there is
/// none.
const Setting* find_meant(std::string_view name);

/// A value that the command line or the settings file gives to a setting.
struct Assignment {
  const Setting* setting;
  std::string text;
  std::string place = {};  ///< `FILE:LINE: `; empty on the command line.
};

/// The defaults, and what the assignments change in turn: the last one of a setting counts.
/// Precondition: the values are checked.
Options make_options(const std::vector<Assignment>& assignments = {});

/// An assignment by the name that a user types, perhaps with `no-`, and a checked value. The error
/// is for the user, and names the setting.
base::Result<Assignment> assign(std::string_view name, std::string_view text);

/// The settings file of this user: `$XDG_CONFIG_HOME/tertulia/tertulia.conf`, by default in
/// `~/.config` (XDG Base Directory Specification). Empty if the environment has neither variable.
std::string default_settings_file(base::Environment environment);

/// Reads a settings file: lines `name = value`, comments after `#`. The error has the number of the
/// line.
base::Result<std::vector<Assignment>> read_settings(const std::string& path);

}  // namespace tertulia::client
