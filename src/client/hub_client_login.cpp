/// How the client of a hub gets its name, with a password where the name is registered.
#include <algorithm>
#include <string>
#include <utility>
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
  question_ = Question::none;
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
  gave_password_ = false;
  refusal_.clear();
  reply_timer_.start(kNameReplyTimeout);
  console_->pause_input();
  console_->set_prompt({}, Console::History::skip);
  send(name);
}

/// At a question for a password it would be the answer.
void HubClient::send_empty_line() {
  if (question_ == Question::none) send({});
}

void HubClient::on_password_request() {
  question_ = Question::asked;
  sender_.hold();
  if (!is_safe()) return refuse_password_request(messages::unsafe_password());
  if (options_.password) return send_password(*std::exchange(options_.password, std::nullopt));
  if (!console_->interactive()) return refuse_password_request(messages::needs_password());
  reply_timer_.stop();
  console_->set_prompt("> ", Console::History::hide);  // before the user can answer
  console_->print("Password?");
  console_->resume_input();
}

/// An empty line asks for another name.
void HubClient::refuse_password_request(std::string_view why) {
  if (phase_ == Phase::talking || console_->interactive()) {
    display_.report(kError, why);
    if (!console_->interactive()) ending_.lines_refused = true;
    question_ = Question::answered;
    return send({});
  }
  ending_.set(Status::name_refused, refusal_.empty() ? std::string(why) : refusal_);
  stream_->abort();
}

void HubClient::send_password(std::string_view password) {
  question_ = Question::answered;
  gave_password_ = !password.empty();
  send(password);
  if (phase_ == Phase::naming) reply_timer_.start(kPasswordReplyTimeout);
  console_->pause_input();
  console_->set_prompt({}, Console::History::skip);
}

/// The server takes the next line for what it is.
void HubClient::end_question() {
  question_ = Question::none;
  sender_.release();
  update_input();
}

/// Without a password the name belongs to the key of this connection.
void HubClient::register_name() {
  const auto password = is_safe() ? std::exchange(options_.password, std::nullopt) : std::nullopt;
  registering_ = true;
  sender_.push(password ? "/register " + *password : "/register");
}

void HubClient::begin_talking() {
  phase_ = Phase::talking;
  question_ = Question::none;
  reply_timer_.stop();
  sender_.begin();
  if (options_.registers && !gave_password_) register_name();
  console_->resume_input();
}

void HubClient::ask_again() {
  if (console_->interactive()) return ask_name();
  const auto hint = options_.name.empty() ? messages::first_line_is_name() : std::string{};
  ending_.set(Status::name_refused, refusal_.append(hint));
  stream_->abort();
}

}  // namespace tertulia::client
