#include "client/conflicts.h"

#include <algorithm>
#include <array>

namespace tertulia::client {
namespace {

/// A setting with a certain value, or with any other than its default.
struct Case {
  std::string_view name;
  std::string_view value = {};
};

struct Rule {
  Case one;
  Case other;
};

/// A conversation of two has no login, no rooms and no TLS: its other end may be nc.
constexpr std::array kRules{
    Rule{{"pin"}, {"tls", "off"}},
    Rule{{"json"}, {"timestamps"}},
    Rule{{"plain"}, {"color", "always"}},
    Rule{{"duo"}, {"pin"}},
    Rule{{"duo"}, {"tls", "required"}},
    Rule{{"duo"}, {"register"}},
    Rule{{"duo"}, {"password-file"}},
    Rule{{"duo"}, {"room"}},
    Rule{{"duo"}, {"color", "always"}},
    Rule{{"duo"}, {"timestamps"}},
    Rule{{"duo"}, {"log"}},
    Rule{{"duo"}, {"commands"}},
    Rule{{"duo"}, {"retry"}},
    Rule{{"duo"}, {"json"}},
    Rule{{"duo"}, {"count"}},
    Rule{{"duo"}, {"until-quiet"}},
};

/// What belongs to one server.
constexpr std::array<std::string_view, 4> kOfServer{"password-file", "register", "room", "pin"};

bool holds(const Case& wanted, const Options& options) {
  static const auto defaults = make_options();
  const auto& setting = *find_setting(wanted.name);
  const auto shown = setting.show(options);
  return wanted.value.empty() ? shown != setting.show(defaults) : shown == wanted.value;
}

void drop(std::vector<Assignment>& assignments, std::string_view name) {
  std::erase_if(assignments, [name](const auto& one) { return one.setting->name == name; });
}

bool names_other_server(const Options& file, const Options& command_line) {
  return file.server_given && command_line.server_given &&
         format_endpoint(file.server) != format_endpoint(command_line.server);
}

}  // namespace

std::optional<Conflict> find_conflict(const Options& options) {
  for (const auto& [one, other] : kRules) {
    if (holds(one, options) && holds(other, options)) return Conflict{one.name, other.name};
  }
  return std::nullopt;
}

std::string_view option_for_json(const Options& options, bool interactive) {
  const auto& filter = options.filter;
  if (!options.room.empty()) return "--room";
  if (interactive) return {};
  if (filter.json) return "--json";
  if (filter.count > 0) return "--count";
  return filter.until_quiet > base::Duration::zero() ? "--until-quiet" : "";
}

std::vector<Assignment> merge(std::vector<Assignment> file,
                              const std::vector<Assignment>& command_line) {
  const auto given = make_options(command_line);
  const auto filed = make_options(file);
  for (const auto& [one, other] : kRules) {
    if (holds(one, given) && holds(other, filed)) drop(file, other.name);
    if (holds(other, given) && holds(one, filed)) drop(file, one.name);
  }
  if (names_other_server(filed, given)) {
    for (const auto name : kOfServer) drop(file, name);
  }
  file.insert(file.end(), command_line.begin(), command_line.end());
  return file;
}

}  // namespace tertulia::client
