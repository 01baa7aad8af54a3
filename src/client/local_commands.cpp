#include "client/local_commands.h"

#include "tertulia/base/text.h"

namespace tertulia::client {

LocalCommands::LocalCommands(Options& options, Display& display)
    : display_(display),
      set_(options, [&display](const Options& changed) { return display.apply(changed); }) {}

std::optional<std::vector<std::string>> LocalCommands::run(std::string_view line) {
  const auto name = line.substr(0, line.find_first_of(" \t"));
  const auto arguments = base::trim(line.substr(name.size()));
  if (name == "/set") return set_.run(arguments);
  if (name == "/ignore") return display_.ignored().ignore(arguments);
  if (name == "/unignore") return display_.ignored().unignore(arguments);
  return std::nullopt;
}

}  // namespace tertulia::client
