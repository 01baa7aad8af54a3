#include "server/settings.h"

#include <utility>

#include <fmt/format.h>

#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server {
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
      {"listen", 'l', Setting::Kind::list, "ADDRESS:PORT",
       "Where to listen: IPv4, [IPv6], a host name, unix:/path; port 0 takes a free one; "
       "may be repeated [[::]:7788, which takes IPv4 too]",
       add_listen, show_listen},
      flag("duo", &Options::duo, "One-to-one mode [off]"),
      {"name", 0, Setting::Kind::value, "NAME",
       "The operator's name in duo [asked on a terminal, else Servidor]", set_name,
       [](const Options& options) {
         return options.name.empty() ? std::vector<std::string>{} : std::vector{options.name};
       }},
  };
  for (const auto& row : base::limits_table()) all.push_back(limit(row));
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

}  // namespace tertulia::server
