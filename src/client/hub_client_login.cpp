/// How the client of a hub gets its name.
#include <string>
#include <variant>

#include <fmt/core.h>

#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

#include "client/hub_client.h"
#include "client/messages.h"

namespace tertulia::client {

using terminal::Console;
using wire::plain::kError;

void HubClient::ask_name() {
  phase_ = Phase::asking;
  reply_timer_.stop();
  console_->print("Username?");
  console_->set_prompt("> ", Console::History::skip);
  console_->resume_input();
}

/// A name that the server would refuse is not sent: it could even hold a line of its own.
void HubClient::send_name(std::string_view name) {
  const auto parsed = chat::Name::parse(name);
  if (const auto* problem = std::get_if<chat::Problem>(&parsed)) {
    refusal_ = wire::plain::explain(*problem, name);
    if (console_->interactive()) display_.print(fmt::format("{}{}", kError, refusal_));
    return ask_again();
  }
  if (login_closed_) return end_without_server(name);
  phase_ = Phase::naming;
  refusal_.clear();
  reply_timer_.start(kNameReplyTimeout);
  console_->pause_input();
  console_->set_prompt({}, Console::History::skip);
  send(name);
}

void HubClient::begin_talking() {
  phase_ = Phase::talking;
  reply_timer_.stop();
  sender_.begin();
  if (options_.registers) sender_.push("/register");
  console_->resume_input();
}

void HubClient::ask_again() {
  if (console_->interactive()) return ask_name();
  const auto hint = options_.name.empty() ? messages::first_line_is_name() : std::string{};
  ending_.set(Status::name_refused, refusal_.append(hint));
  stream_->abort();
}

}  // namespace tertulia::client
