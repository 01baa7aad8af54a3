#include "daemon/settings.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

#include "daemon/motd.h"

namespace tertulia::daemon {
namespace {

using Done = base::Result<std::monostate>;

Done set_flag(bool& flag, std::string_view text) {
  if (text != "true" && text != "false") {
    return base::Error{fmt::format("'{}' is neither true nor false", text)};
  }
  flag = text == "true";
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
  const auto endpoint = reactor::parse_endpoint(text);
  if (!endpoint) return base::Error{endpoint.error()};
  options.listen.push_back(*endpoint);
  return std::monostate{};
}

std::vector<std::string> show_listen(const Options& options) {
  std::vector<std::string> shown;
  for (const auto& endpoint : options.listen) shown.push_back(format_endpoint(endpoint));
  return shown;
}

Done set_name(Options& options, std::string_view text) {
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
    return base::Error{"this is one line; --motd-file takes several"};
  }
  options.motd = text;
  return std::monostate{};
}

Done set_motd_file(Options& options, std::string_view text) {
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return base::Error{"a name of several lines would not read back"};
  }
  options.motd_file = text;
  return std::monostate{};
}

/// What is empty is as if it were not given.
std::function<std::vector<std::string>(const Options&)> show_text(std::string Options::*member) {
  return [member](const Options& options) {
    return (options.*member).empty() ? std::vector<std::string>{} : std::vector{options.*member};
  };
}

Setting text(std::string name, std::string placeholder, std::string help,
             Done (*set)(Options&, std::string_view), std::string Options::*member) {
  return {std::move(name), 0,   Setting::Kind::value, std::move(placeholder),
          std::move(help), set, show_text(member)};
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
        "'{}' can be reached by others, and nothing protects the metrics: give a loopback address "
        "or unix:/path",
        text)};
  }
  options.metrics = *endpoint;
  return std::monostate{};
}

std::vector<std::string> show_metrics(const Options& options) {
  if (!options.metrics) return {};
  return {format_endpoint(*options.metrics)};
}

Setting fixed(Setting setting) {
  setting.change = Setting::Change::at_restart;
  return setting;
}

Setting conflicting(std::string conflicts_with, Setting setting) {
  setting.conflicts_with = std::move(conflicts_with);
  return setting;
}

Setting limit(const base::LimitRow& row) {
  const auto initial = row.initial == row.initial_duo
                           ? std::string(row.initial)
                           : fmt::format("{}, in duo {}", row.initial, row.initial_duo);
  return {std::string(row.name),
          0,
          Setting::Kind::value,
          std::string(row.placeholder),
          fmt::format("{} [{}]", row.help, initial),
          [&row](Options& options, std::string_view text) {
            return base::set_limit(options.limits, row, text);
          },
          [&row](const Options& options) {
            return std::vector{base::show_limit(options.limits, row)};
          }};
}

std::vector<Setting> make_settings() {
  std::vector<Setting> all{
      fixed({"listen", 'l', Setting::Kind::list, "ADDRESS:PORT",
             "Where to listen: IPv4, [IPv6], a host name, unix:/path; port 0 takes a free one; "
             "may be repeated [[::]:7788, which takes IPv4 too]",
             add_listen, show_listen}),
      fixed(flag("duo", &Options::duo, "One-to-one mode [off]")),
      fixed(text("name", "NAME", "The operator's name in duo [asked on a terminal, else Servidor]",
                 set_name, &Options::name)),
  };
  for (const auto& row : base::limits_table()) all.push_back(limit(row));
  all.push_back(conflicting(
      "motd-file", text("motd", "TEXT", "A line for everyone who comes into the hub [none]",
                        set_motd, &Options::motd)));
  all.push_back(conflicting(
      "motd", text("motd-file", "FILE", "Lines for everyone who comes into the hub [none]",
                   set_motd_file, &Options::motd_file)));
  all.push_back(fixed({"metrics", 0, Setting::Kind::value, "ADDRESS:PORT",
                       "Where Prometheus may ask for /metrics: a loopback address or unix:/path "
                       "[none]",
                       set_metrics, show_metrics}));
  all.push_back(flag("print-messages", &Options::print_messages, "Log each message too [off]"));
  all.push_back({"log-level", 0, Setting::Kind::value, "LEVEL",
                 "debug, info, warn, error or off [info]", set_level, [](const Options& options) {
                   return std::vector{std::string(base::log::format_level(options.log_level))};
                 }});
  return all;
}

}  // namespace

const std::vector<Setting>& settings() {
  static const auto all = make_settings();
  return all;
}

const Setting* find_setting(std::string_view name) {
  const auto found = std::ranges::find(settings(), name, &Setting::name);
  return found == settings().end() ? nullptr : &*found;
}

}  // namespace tertulia::daemon
