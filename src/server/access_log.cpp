#include "tertulia/server/access_log.h"

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server::access_log {

void joined(std::string_view address, std::string_view name) {
  base::log::info(fmt::format("Address of {}: {}", name, address));
}

void name_refused(std::string_view address, const chat::Refused& refused) {
  base::log::info(fmt::format("{} name refused: {}", address,
                              wire::plain::explain(refused.problem, refused.subject)));
}

void rejected(std::string_view address, const wire::DecodeError& error, std::size_t max_line) {
  if (error.kind == wire::DecodeError::Kind::foreign_protocol) {
    return base::log::info(fmt::format("{} rejected: {}", address, error.detail));
  }
  if (error.kind == wire::DecodeError::Kind::tls_required) {
    return base::log::info(fmt::format("{} rejected: it does not use TLS", address));
  }
  base::log::info(
      fmt::format("{} rejected: its first line is longer than {} bytes", address, max_line));
}

void tls_failed(std::string_view address, std::string_view reason) {
  if (!base::log::enabled(base::log::Level::debug)) return;
  base::log::debug(fmt::format("{} TLS: {}", address, reason));
}

void login_timed_out(std::string_view address, base::Duration timeout) {
  base::log::info(fmt::format("{} gave no name for {}", address, base::describe_duration(timeout)));
}

void banned(std::string_view address, const chat::Ban& ban) {
  const auto target = ban.name.empty() ? ban.network->text() : ban.name;
  base::log::info(fmt::format("{} turned away: {} is banned", address, target));
}

void displaced(std::string_view address) {
  base::log::info(fmt::format("{} gave no name, and another client took its place", address));
}

}  // namespace tertulia::server::access_log
