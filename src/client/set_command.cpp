#include "client/set_command.h"

#include <utility>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"
#include "tertulia/wire/plain.h"

#include "client/conflicts.h"
#include "client/settings.h"

namespace tertulia::client {
namespace {

std::string error(std::string_view text) { return fmt::format("{}{}", wire::plain::kError, text); }

std::string unknown(std::string_view name) {
  return error(base::tr("unknown setting '{}'; /set lists them", name));
}

/// The form that `/set` and the settings file take.
std::string show(const Setting& setting, const Options& options) {
  const auto value = setting.show(options);
  return fmt::format("{}{} = {}", wire::plain::kNotice, setting.name,
                     value.empty() ? "\"\"" : value);
}

bool can_change(const Setting& setting) { return setting.change == Setting::Change::while_running; }

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() > 1 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

SetCommand::SetCommand(Options& options, Change change)
    : options_(options), change_(std::move(change)) {}

/// `NAME = VALUE` is taken, too: it is what the user sees.
std::vector<std::string> SetCommand::run(std::string_view arguments) {
  arguments = base::trim(arguments);
  if (arguments.empty()) {
    std::vector<std::string> lines;
    for (const auto& setting : settings()) {
      if (can_change(setting)) lines.push_back(show(setting, options_));
    }
    return lines;
  }
  const auto end = arguments.find_first_of(" \t=");
  const auto name = arguments.substr(0, end);
  auto value = base::trim(arguments.substr(name.size()));
  if (value.starts_with('=')) value = base::trim(value.substr(1));
  if (!value.empty()) return {set(name, without_quotes(value))};
  const auto* setting = find_setting(name);
  if (setting == nullptr) return {unknown(name)};
  return {show(*setting, options_)};
}

std::string SetCommand::set(std::string_view name, std::string_view value) {
  if (find_meant(name) == nullptr) return unknown(name);
  const auto assignment = assign(name, value);
  if (!assignment) return error(assignment.error());
  const auto& setting = *assignment->setting;
  if (!can_change(setting)) {
    return error(base::tr("'{}' cannot change while the client runs", setting.name));
  }
  auto changed = options_;
  [[maybe_unused]] const auto checked_before = setting.set(changed, assignment->text);
  if (const auto conflict = find_conflict(changed)) {
    return error(base::tr("{} cannot be set together with {}", conflict->setting, conflict->other));
  }
  const auto done = change_(changed);
  if (!done) return error(done.error());
  options_ = std::move(changed);
  return show(setting, options_);
}

}  // namespace tertulia::client
