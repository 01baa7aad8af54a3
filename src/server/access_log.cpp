#include "tertulia/server/access_log.h"

#include <string>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server::access_log {
namespace {

/// What the log says of an event; empty for most of them. A console has no name.
struct AccountEvent {
  std::string_view name;

  std::string_view actor() const { return name.empty() ? "the administrator" : name; }

  std::string operator()(const chat::AccountChanged& event) const {
    using Change = chat::AccountChanged::Change;
    switch (event.change) {
      case Change::registered:
        return fmt::format("{} has registered the name", name);
      case Change::password:
        return fmt::format("{} has changed the password", name);
      case Change::unregistered:
        return fmt::format("{} has given up the name", name);
      case Change::key_added:
        return fmt::format("{} has added the key {}", name, event.subject);
      case Change::key_removed:
        return fmt::format("{} has removed the key {}", name, event.subject);
      case Change::revoked:
        return fmt::format("{} has made the name {} free", actor(), event.subject);
      case Change::taken:
      case Change::reset:
        break;
    }
    return {};
  }
  std::string operator()(const chat::ServerOperatorChanged& event) const {
    if (!event.to_actor) return {};
    return event.on ? fmt::format("{} has made {} an operator of the server", event.by, event.name)
                    : fmt::format("{} has ended the rights of {} as an operator of the server",
                                  event.by, event.name);
  }
  std::string operator()(const chat::PasswordGiven& event) const {
    return fmt::format("{} has given {} a password", actor(), event.name);
  }
  std::string operator()(const chat::PasswordRequest& event) const {
    const bool wrong = event.refusal == chat::Problem::password_wrong;
    return wrong ? fmt::format("wrong password for {}", event.name) : std::string();
  }
  std::string operator()(const chat::Refused& event) const {
    const bool last_try = event.problem == chat::Problem::too_many_tries;
    return last_try ? fmt::format("wrong password for {}, the last try", event.subject)
                    : std::string();
  }
  template <class Other>
  std::string operator()(const Other& /*event*/) const {
    return {};
  }
};

}  // namespace

void joined(std::string_view address, std::string_view name) {
  base::log::info(fmt::format("Address of {}: {}", name, address));
}

void name_refused(std::string_view address, const chat::Refused& refused) {
  base::log::info(fmt::format("{} name refused: {}", address,
                              wire::plain::explain(refused.problem, refused.subject)));
}

void account_event(std::string_view address, std::string_view name, const chat::Event& event) {
  const auto text = std::visit(AccountEvent{name}, event);
  if (!text.empty()) base::log::info(fmt::format("{} {}", address, text));
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
