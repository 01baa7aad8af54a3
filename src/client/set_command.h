#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"

#include "client/options.h"

namespace tertulia::client {

/// `/set`: shows and changes those settings that can change while the client runs. The file does
/// not change.
class SetCommand {
 public:
  /// Puts changed options into effect. After an error the setting stays as it was.
  using Change = std::function<base::Result<std::monostate>(const Options&)>;

  /// `options` are changed in place, and must outlive the command.
  SetCommand(Options& options, Change change);

  /// Runs what follows `/set`: nothing, which lists the settings with their values; a name, which
  /// shows its value; or a name and a value, in quotes or not (`/set log ""` ends the log). Returns
  /// the lines for the user; an error begins with `! `.
  std::vector<std::string> run(std::string_view arguments);

 private:
  std::string set(std::string_view name, std::string_view value);

  Options& options_;
  Change change_;
};

}  // namespace tertulia::client
