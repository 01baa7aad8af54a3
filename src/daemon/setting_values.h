#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"

#include "daemon/options.h"

/// How the values of settings are read and shown; see `Setting`.
namespace tertulia::daemon {

/// Before an address to listen on: it takes TLS alone.
inline constexpr std::string_view kTlsPrefix = "tls:";

using Done = base::Result<std::monostate>;

Done set_flag(bool& flag, std::string_view text);
Done add_listen(Options& options, std::string_view text);
std::vector<std::string> show_listen(const Options& options);
Done set_unix_mode(Options& options, std::string_view text);
std::vector<std::string> show_unix_mode(const Options& options);
Done set_unix_group(Options& options, std::string_view text);
Done set_name(Options& options, std::string_view text);
Done add_operator(Options& options, std::string_view text);
std::vector<std::string> show_operators(const Options& options);
Done set_level(Options& options, std::string_view text);
Done set_motd(Options& options, std::string_view text);
Done set_data(Options& options, std::string_view text);
Done set_metrics(Options& options, std::string_view text);
std::vector<std::string> show_metrics(const Options& options);
Done set_tls(Options& options, std::string_view text);
std::vector<std::string> show_tls(const Options& options);

Done set_name_of_file(std::string& name, std::string_view text);
template <std::string Options::*member>
Done set_file(Options& options, std::string_view text) {
  return set_name_of_file(options.*member, text);
}

}  // namespace tertulia::daemon
