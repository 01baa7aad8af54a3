#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tertulia::client {

/// `/ignore` and `/unignore`: the users whose lines this user does not want to see. It compares
/// names as the server does (`chat::Name`). Nobody is told of it, and it ends with the client.
class IgnoreList {
 public:
  static constexpr std::size_t kMaxNames = 200;

  /// Runs what follows `/ignore`: nothing, which lists the names, or a name, which is added.
  /// Returns the lines for the user; an error begins with `! `.
  std::vector<std::string> ignore(std::string_view arguments);
  /// Runs what follows `/unignore`: the name that is removed.
  std::vector<std::string> unignore(std::string_view arguments);

  /// Whether lines of this user are not shown. What cannot be a name is nobody's.
  bool has(std::string_view name) const;
  /// A user on the list has a new name: it is ignored, too, so that nobody escapes by `/nick`.
  void rename(std::string_view from, std::string_view to);

 private:
  std::vector<std::string> list() const;

  std::map<std::string, std::string> names_;  ///< As they were typed, by their keys.
};

}  // namespace tertulia::client
