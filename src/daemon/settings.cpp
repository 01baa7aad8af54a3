#include "daemon/settings.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

#include "daemon/motd.h"
#include "daemon/unix_permissions.h"

namespace tertulia::daemon {
namespace {

using Done = base::Result<std::monostate>;

/// The words of systemd.syntax(7).
constexpr std::array<std::string_view, 6> kTrue{"true", "yes", "on", "1", "y", "t"};
constexpr std::array<std::string_view, 6> kFalse{"false", "no", "off", "0", "n", "f"};

Done set_flag(bool& flag, std::string_view text) {
  const auto word = base::lower_ascii(text);
  const bool on = std::ranges::find(kTrue, word) != kTrue.end();
  if (!on && std::ranges::find(kFalse, word) == kFalse.end()) {
    return base::Error{fmt::format("'{}' is neither true nor false", text)};
  }
  flag = on;
  return std::monostate{};
}

Setting flag(std::string name, bool Options::*member, std::string help) {
  return {
      std::move(name),
      0,
      Setting::Kind::flag,
      {},
      std::move(help),
      [member](Options& options, std::string_view text) { return set_flag(options.*member, text); },
      [member](const Options& options) {
        return std::vector<std::string>{options.*member ? "true" : "false"};
      }};
}

Done add_listen(Options& options, std::string_view text) {
  const auto endpoint = reactor::parse_listen_endpoint(text);
  if (!endpoint) return base::Error{endpoint.error()};
  options.listen.push_back(*endpoint);
  return std::monostate{};
}

std::vector<std::string> show_listen(const Options& options) {
  std::vector<std::string> shown;
  for (const auto& endpoint : options.listen) shown.push_back(format_endpoint(endpoint));
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

Done set_level(Options& options, std::string_view text) {
  const auto level = base::log::parse_level(text);
  if (!level) return base::Error{level.error()};
  options.log_level = *level;
  return std::monostate{};
}

Done set_motd(Options& options, std::string_view text) {
  const auto lines = parse_motd(text);
  if (!lines) return base::Error{lines.error()};
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return base::Error{"must be one line; use --motd-file for several"};
  }
  options.motd = text;
  return std::monostate{};
}

Done set_data(Options& options, std::string_view text) {
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return base::Error{"the name of the directory contains a line break"};
  }
  while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  options.data = text;
  return std::monostate{};
}

Done set_motd_file(Options& options, std::string_view text) {
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return base::Error{"the name of the file contains a line break"};
  }
  options.motd_file = text;
  return std::monostate{};
}

Setting text(std::string name, std::string placeholder, std::string help,
             Done (*set)(Options&, std::string_view), std::string Options::*member) {
  return {std::move(name),
          0,
          Setting::Kind::value,
          std::move(placeholder),
          std::move(help),
          set,
          [member](const Options& options) { return std::vector{options.*member}; }};
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

Setting fixed(Setting setting) {
  setting.change = Setting::Change::at_restart;
  return setting;
}

Setting conflicting(std::string conflicts_with, Setting setting) {
  setting.conflicts_with = std::move(conflicts_with);
  return setting;
}

Setting grouped(std::string group, Setting setting) {
  setting.group = std::move(group);
  return setting;
}

std::string former_name(std::string_view limit) {
  return limit == "send-queue-total" ? "send-queues" : "";
}

Setting limit(const base::LimitRow& row) {
  const auto initial = row.initial == row.initial_duo
                           ? std::string(row.initial)
                           : fmt::format("{}, in duo {}", row.initial, row.initial_duo);
  return {
      std::string(row.name),
      0,
      Setting::Kind::value,
      std::string(row.placeholder),
      fmt::format("{} [{}]", row.help, initial),
      [&row](Options& options, std::string_view text) {
        return base::set_limit(options.limits, row, text);
      },
      [&row](const Options& options) { return std::vector{base::show_limit(options.limits, row)}; },
      Setting::Change::at_reload,
      {},
      row.unit == base::Unit::duration ? "Timeouts" : "Limits",
      former_name(row.name)};
}

void add_general(std::vector<Setting>& all) {
  all.push_back(
      fixed({"listen", 'l', Setting::Kind::list, "ADDRESS:PORT",
             "Address to listen on: IPv4, [IPv6], a host name, a port alone, unix:/path or "
             "unix:@name; port 0 takes a free port; may be repeated [[::]:7788, IPv4 included]",
             add_listen, show_listen}));
  all.push_back(fixed({"unix-mode", 0, Setting::Kind::value, "MODE",
                       "Permissions of unix sockets that it creates, octal [by the umask]",
                       set_unix_mode, show_unix_mode}));
  all.push_back(
      fixed(text("unix-group", "GROUP", "Group of unix sockets that it creates [unchanged]",
                 set_unix_group, &Options::unix_group)));
  all.push_back(fixed(text("data", "DIR",
                           "Directory for what the server keeps, such as its own certificate; made "
                           "if it does not exist [none]",
                           set_data, &Options::data)));
  all.push_back(
      fixed(flag("duo", &Options::duo, "One-to-one mode: talk with one client at a time [off]")));
  all.push_back(fixed(text("name", "NAME",
                           "Name of the operator, in duo [asked on a terminal, else Servidor]",
                           set_name, &Options::name)));
}

void add_motd(std::vector<Setting>& all) {
  const std::string group = "Message of the day";
  all.push_back(grouped(
      group, conflicting("motd-file",
                         text("motd", "TEXT", "One line, shown to each client that joins [none]",
                              set_motd, &Options::motd))));
  all.push_back(grouped(
      group, conflicting("motd", text("motd-file", "FILE",
                                      "File whose lines are shown to each client that joins [none]",
                                      set_motd_file, &Options::motd_file))));
}

void add_log(std::vector<Setting>& all) {
  const std::string group = "Monitoring and log";
  all.push_back(grouped(
      group, fixed({"metrics", 0, Setting::Kind::value, "ADDRESS:PORT",
                    "Address that serves /metrics to Prometheus: loopback or unix:/path [none]",
                    set_metrics, show_metrics})));
  all.push_back(
      grouped(group, flag("print-messages", &Options::print_messages,
                          "Log messages too, also those of private rooms, but no /msg [off]")));
  all.push_back(grouped(group, {"log-level", 0, Setting::Kind::value, "LEVEL",
                                "Lowest level to log: debug, info, warn, error or off [info]",
                                set_level, [](const Options& options) {
                                  return std::vector{
                                      std::string(base::log::format_level(options.log_level))};
                                }}));
}

std::vector<Setting> make_settings() {
  std::vector<Setting> all;
  add_general(all);
  for (const auto& row : base::limits_table()) all.push_back(limit(row));
  add_motd(all);
  add_log(all);
  return all;
}

}  // namespace

const std::vector<Setting>& settings() {
  static const auto all = make_settings();
  return all;
}

const Setting* find_setting(std::string_view name) {
  if (name.empty()) return nullptr;
  const auto found = std::ranges::find_if(settings(), [name](const Setting& one) {
    return one.name == name || one.former_name == name;
  });
  return found == settings().end() ? nullptr : &*found;
}

}  // namespace tertulia::daemon
