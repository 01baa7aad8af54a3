#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "tertulia/base/failure.h"

#include "server/settings.h"

namespace tertulia::server {
namespace {

/// CLI11 knows comments only at the beginning of a line.
std::string_view without_comment(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      return line.substr(0, i);
    }
  }
  return line;
}

/// One line's assignments: none, one, or those of a list. An error is a text.
base::Result<std::vector<Assignment>> read_line(const std::string& line) {
  std::istringstream stream{std::string(without_comment(line))};
  std::vector<Assignment> assignments;
  for (const auto& item : CLI::ConfigINI().from_config(stream)) {
    if (!item.parents.empty() || item.name == "++" || item.name == "--") {
      return base::Error{"there are no sections here"};
    }
    const auto setting = std::ranges::find(settings(), item.name, &Setting::name);
    if (setting == settings().end()) {
      return base::Error{fmt::format("'{}' is no setting", item.name)};
    }
    if (setting->kind != Setting::Kind::list && item.inputs.size() != 1) {
      return base::Error{fmt::format("'{}' takes one value", item.name)};
    }
    Options scratch;
    for (const auto& input : item.inputs) {
      const auto set = setting->set(scratch, input);
      if (!set) return base::Error{fmt::format("{}: {}", item.name, set.error())};
      assignments.push_back({&*setting, input});
    }
  }
  return assignments;
}

}  // namespace

std::vector<Assignment> read_config(const std::string& path) {
  std::ifstream file(path);
  if (!file || file.peek() == std::ifstream::traits_type::eof()) {
    if (!file.eof()) {
      throw base::StartFailure(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    }
  }
  std::vector<Assignment> all;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const auto assignments = read_line(line);
    if (!assignments) {
      throw base::StartFailure(fmt::format("{}:{}: {}", path, number, assignments.error()));
    }
    all.insert(all.end(), assignments->begin(), assignments->end());
  }
  return all;
}

}  // namespace tertulia::server
