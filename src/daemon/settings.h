#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"

#include "daemon/options.h"

namespace tertulia::daemon {

/// One thing that can be set on the command line and in the configuration file, under one name.
struct Setting {
  enum class Kind { value, list, flag };
  /// When another value takes effect.
  enum class Change { at_reload, at_restart };

  std::string name;  ///< Without dashes.
  char letter = 0;   ///< The short option, if there is one.
  Kind kind = Kind::value;
  std::string placeholder;
  std::string help;  ///< With the default.
  std::function<base::Result<std::monostate>(Options&, std::string_view)> set;
  std::function<std::vector<std::string>(const Options&)> show;
  Change change = Change::at_reload;
  std::string conflicts_with =
      {};  ///< Another setting, with which it is not given together; empty for none.
};

/// All of them, the limits included.
const std::vector<Setting>& settings();

/// One of them by its name.
const Setting* find_setting(std::string_view name);

/// One setting as it was given.
struct Assignment {
  const Setting* setting;
  std::string text;
  std::string place;  ///< `FILE:LINE: `; empty on the command line.
};

/// Reads a configuration file: lines `name = value`, comments after `#`. Throws
/// `base::StartFailure` with the line's number for the first mistake.
std::vector<Assignment> read_config(const std::string& path);

}  // namespace tertulia::daemon
