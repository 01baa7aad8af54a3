#include "daemon/settings.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "daemon/setting_values.h"

namespace tertulia::daemon {
namespace {

constexpr std::string_view kAccounts = "Registered names";

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

std::string group_of(const base::LimitRow& row) {
  if (row.name.starts_with("keep") || row.name == "history-on-join") return "Archive";
  if (row.name.starts_with("max-accounts")) return std::string(kAccounts);
  return row.unit == base::Unit::duration ? "Timeouts" : "Limits";
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
      group_of(row),
      former_name(row.name)};
}

void add_general(std::vector<Setting>& all) {
  all.push_back(fixed(
      {"listen", 'l', Setting::Kind::list, "ADDRESS:PORT",
       "Address to listen on: IPv4, [IPv6], a host name, a port alone, unix:/path or "
       "unix:@name; tls: before it takes TLS alone; port 0 takes a free port; may be repeated "
       "[[::]:7788, IPv4 included]",
       add_listen, show_listen}));
  all.push_back(fixed({"unix-mode", 0, Setting::Kind::value, "MODE",
                       "Permissions of unix sockets that it creates, octal [by the umask]",
                       set_unix_mode, show_unix_mode}));
  all.push_back(
      fixed(text("unix-group", "GROUP", "Group of unix sockets that it creates [unchanged]",
                 set_unix_group, &Options::unix_group)));
  all.push_back(fixed(text("data", "DIR",
                           "Directory for what the server keeps, such as messages and its own "
                           "certificate; made if it does not exist [none]",
                           set_data, &Options::data)));
  all.push_back(
      fixed(flag("duo", &Options::duo, "One-to-one mode: talk with one client at a time [off]")));
  all.push_back(fixed(text("name", "NAME",
                           "Name of the operator, in duo [asked on a terminal, else Servidor]",
                           set_name, &Options::name)));
}

void add_tls(std::vector<Setting>& all) {
  const std::string group = "Encryption";
  all.push_back(grouped(
      group,
      text("certificate", "FILE",
           "Certificate and its chain, PEM; needs --key; without both its own, if there is --data "
           "[none]",
           set_file<&Options::certificate>, &Options::certificate)));
  all.push_back(grouped(group, text("key", "FILE", "Private key of the certificate, PEM [none]",
                                    set_file<&Options::key>, &Options::key)));
  all.push_back(grouped(
      group, {"tls", 0, Setting::Kind::value, "USE",
              "TLS on every port: auto (each client decides, if there is a certificate), required "
              "(all clients, but those of this machine) or off [auto]",
              set_tls, show_tls}));
}

void add_accounts(std::vector<Setting>& all) {
  const std::string group(kAccounts);
  all.push_back(
      grouped(group, {"operator", 0, Setting::Kind::list, "NAME",
                      "Registered name whose owner runs the server; may be repeated [none]",
                      add_operator, show_operators}));
  all.push_back(grouped(group, flag("passwords-in-plain", &Options::passwords_in_plain,
                                    "Accept passwords without TLS from other machines [off]")));
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
                                      set_file<&Options::motd_file>, &Options::motd_file))));
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
  add_accounts(all);
  add_tls(all);
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
