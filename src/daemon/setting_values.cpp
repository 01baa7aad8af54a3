#include "daemon/setting_values.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "tertulia/base/settings_file.h"
#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

#include "daemon/motd.h"
#include "daemon/unix_permissions.h"

namespace tertulia::daemon {
namespace {

struct TlsWord {
  TlsUse use;
  std::string_view word;
};
constexpr std::array<TlsWord, 3> kTlsWords{
    {{TlsUse::automatic, "auto"}, {TlsUse::required, "required"}, {TlsUse::off, "off"}}};

bool has_line_break(std::string_view text) {
  return text.find_first_of("\r\n") != std::string_view::npos;
}

}  // namespace

Done set_flag(bool& flag, std::string_view text) {
  const auto parsed = base::parse_flag(text);
  if (!parsed) return base::Error{parsed.error()};
  flag = *parsed;
  return std::monostate{};
}

Done add_listen(Options& options, std::string_view text) {
  const bool tls = text.starts_with(kTlsPrefix);
  if (tls) text.remove_prefix(kTlsPrefix.size());
  const auto endpoint = reactor::parse_listen_endpoint(text);
  if (!endpoint) return base::Error{endpoint.error()};
  (tls ? options.listen_tls : options.listen).push_back(*endpoint);
  return std::monostate{};
}

std::vector<std::string> show_listen(const Options& options) {
  std::vector<std::string> shown;
  for (const auto& endpoint : options.listen) shown.push_back(format_endpoint(endpoint));
  for (const auto& endpoint : options.listen_tls) {
    shown.push_back(std::string(kTlsPrefix) + format_endpoint(endpoint));
  }
  return shown;
}

Done set_unix_mode(Options& options, std::string_view text) {
  if (text.empty()) {
    options.socket_permissions.mode.reset();
    return std::monostate{};
  }
  const auto mode = parse_mode(text);
  if (!mode) return base::Error{mode.error()};
  options.socket_permissions.mode = *mode;
  return std::monostate{};
}

std::vector<std::string> show_unix_mode(const Options& options) {
  const auto& mode = options.socket_permissions.mode;
  return {mode ? format_mode(*mode) : std::string{}};
}

Done set_unix_group(Options& options, std::string_view text) {
  options.unix_group = text;
  options.socket_permissions.group.reset();
  if (text.empty()) return std::monostate{};
  const auto group = find_group(options.unix_group);
  if (!group) return base::Error{group.error()};
  options.socket_permissions.group = *group;
  return std::monostate{};
}

Done set_name(Options& options, std::string_view text) {
  if (text.empty()) {
    options.name.clear();
    return std::monostate{};
  }
  const auto name = chat::Name::parse(text);
  if (const auto* problem = std::get_if<chat::Problem>(&name)) {
    return base::Error{wire::plain::explain(*problem, text)};
  }
  options.name = std::get<chat::Name>(name).text();
  return std::monostate{};
}

Done add_operator(Options& options, std::string_view text) {
  if (text.empty()) {
    options.operators.clear();
    return std::monostate{};
  }
  const auto name = chat::Name::parse(text);
  if (const auto* problem = std::get_if<chat::Problem>(&name)) {
    return base::Error{wire::plain::explain(*problem, text)};
  }
  options.operators.push_back(std::get<chat::Name>(name));
  return std::monostate{};
}

std::vector<std::string> show_operators(const Options& options) {
  std::vector<std::string> shown;
  for (const auto& name : options.operators) shown.push_back(name.text());
  if (shown.empty()) shown.emplace_back();
  return shown;
}

Done set_level(Options& options, std::string_view text) {
  const auto level = base::log::parse_level(text);
  if (!level) return base::Error{level.error()};
  options.log_level = *level;
  return std::monostate{};
}

Done set_motd(Options& options, std::string_view text) {
  const auto lines = parse_motd(text);
  if (!lines) return base::Error{lines.error()};
  if (has_line_break(text)) return base::Error{"must be one line; use --motd-file for several"};
  options.motd = text;
  return std::monostate{};
}

Done set_data(Options& options, std::string_view text) {
  if (has_line_break(text)) {
    return base::Error{"the name of the directory contains a line break"};
  }
  while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  options.data = text;
  return std::monostate{};
}

Done set_metrics(Options& options, std::string_view text) {
  if (text.empty()) {
    options.metrics.reset();
    return std::monostate{};
  }
  const auto endpoint = reactor::parse_endpoint(text);
  if (!endpoint) return base::Error{endpoint.error()};
  if (!is_local(*endpoint)) {
    return base::Error{fmt::format(
        "'{}' is not local, and metrics have no password: use a loopback address or unix:/path",
        text)};
  }
  options.metrics = *endpoint;
  return std::monostate{};
}

std::vector<std::string> show_metrics(const Options& options) {
  return {options.metrics ? format_endpoint(*options.metrics) : std::string{}};
}

Done set_tls(Options& options, std::string_view text) {
  const auto* found = std::ranges::find(kTlsWords, base::lower_ascii(text), &TlsWord::word);
  if (found == kTlsWords.end()) {
    return base::Error{fmt::format("'{}' is none of auto, required, off", text)};
  }
  options.tls = found->use;
  return std::monostate{};
}

std::vector<std::string> show_tls(const Options& options) {
  return {std::string(std::ranges::find(kTlsWords, options.tls, &TlsWord::use)->word)};
}

Done set_name_of_file(std::string& name, std::string_view text) {
  if (has_line_break(text)) return base::Error{"the name of the file contains a line break"};
  name = text;
  return std::monostate{};
}

}  // namespace tertulia::daemon
