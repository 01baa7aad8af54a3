#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"
#include "tertulia/server/options.h"

namespace tertulia::server {

/// One thing that can be set on the command line and in the configuration file, under one name.
struct Setting {
  enum class Kind { value, list, flag };

  std::string name;  ///< Without dashes.
  char letter = 0;   ///< The short option, if there is one.
  Kind kind = Kind::value;
  std::string placeholder;
  std::string help;  ///< With the default.
  std::function<base::Result<std::monostate>(Options&, std::string_view)> set;
  std::function<std::vector<std::string>(const Options&)> show;
};

/// All of them, the limits included.
const std::vector<Setting>& settings();

/// One setting as it was given.
struct Assignment {
  const Setting* setting;
  std::string text;
};

/// Reads a configuration file: lines `name = value`, comments after `#`. Throws
/// `base::StartFailure` with the line's number for the first mistake.
std::vector<Assignment> read_config(const std::string& path);

}  // namespace tertulia::server
