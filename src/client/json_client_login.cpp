/// How the client that speaks JSON gets its name, with a password where the name is registered.
#include <string>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/translate.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/plain.h"

#include "client/json_client.h"
#include "client/messages.h"

namespace tertulia::client {

using terminal::Console;
using wire::plain::kError;

void JsonClient::ask_name() {
  phase_ = Phase::asking;
  reply_timer_.stop();
  wanted_name_.clear();
  console_->print("Username?");
  prompt_.ask(Console::History::skip);
  update_input();
}

/// A name that the server would refuse is not sent.
void JsonClient::send_name(std::string_view name) {
  const auto parsed = chat::Name::parse(name);
  if (const auto* problem = std::get_if<chat::Problem>(&parsed)) {
    return refuse_name(wire::plain::explain(*problem, name));
  }
  if (wanted_name_ != name) gives_password_ = false;
  wanted_name_ = name;
  log_in();
}

/// The server may have closed the connection while the user was typing.
void JsonClient::log_in() {
  if (stream_ != nullptr && stream_->open()) return greet();
  phase_ = Phase::away;
  prompt_.hide();
  update_input();
  stop_ = Stop::lost;
  reactor_.stop();
}

void JsonClient::refuse_name(std::string why) {
  if (console_->interactive()) {
    display_.print(fmt::format("{}{}", kError, why));
    return ask_name();
  }
  if (options_.name.empty()) why += messages::first_line_is_name();
  ending_.set(Status::name_refused,
              fmt::format("{}: {}", format_endpoint(options_.server), std::move(why)));
  stream_ == nullptr ? end() : stream_->abort();
}

/// Another name needs another password.
void JsonClient::handle_login_error(const wire::json::Error& error) {
  reply_timer_.stop();
  if (error.code == "unknown_session") {
    session_.forget_token();
    return greet();
  }
  if (error.code == "server_full" || error.code == "address_full") {
    closing_why_ = error.text;
    return;
  }
  const bool wrong = error.code == "password_wrong";
  if (!wrong && error.code != "password_required") return refuse_name(error.text);
  if (!wrong && password_ && is_safe() && !std::exchange(gives_password_, true)) return greet();
  if (wrong && !console_->interactive()) return refuse_name(error.text);
  if (wrong) report(kError, error.text);
  ask_password(Question::login);
}

void JsonClient::ask_password(Question question) {
  if (!is_safe() || !console_->interactive()) {
    const auto why = is_safe() ? messages::needs_password() : messages::unsafe_password();
    return question == Question::login ? refuse_name(why) : report(kError, why);
  }
  question_ = question;
  prompt_.ask(Console::History::hide);  // before the user can answer
  console_->print("Password?");
  update_input();
}

/// An empty one asks for another name, or leaves the present one.
void JsonClient::answer_password(std::string_view password) {
  const auto question = std::exchange(question_, Question::none);
  prompt_.hide();
  if (question == Question::login) {
    if (password.empty()) return ask_name();
    password_ = password;
    gives_password_ = true;
    return log_in();
  }
  if (!password.empty()) {
    const chat::Rename rename{wanted_name_, password};
    send(wire::json::write_request(rename));
  }
  show_prompt();
  update_input();
}

void JsonClient::on_reply_timeout() {
  if (phase_ == Phase::greeting && !has_spoken_json_) return fall_back();
  if (phase_ == Phase::greeting) return lose(messages::no_longer_answers());
  if (phase_ == Phase::talking) return say_goodbye(HubClient::kHurriedGoodbyeTimeout);
  const bool own_fault = console_->unprinted() >= Console::kHighWaterMark && !ending_.output_failed;
  if (own_fault && !hurried_) return reply_timer_.start(HubClient::kGoodbyeTimeout);
  ending_.message = lost(messages::no_goodbye()).message;
  stream_->abort();
}

void JsonClient::begin_talking(const wire::json::Welcome& welcome) {
  const bool again = !never_named();
  reply_timer_.stop();
  phase_ = Phase::talking;
  console_->set_status({});
  for (const auto& line : session_.welcome(welcome)) send(line);
  if (again && console_->interactive()) display_.print(base::tr("-- Connected again"));
  report_unknown();
  quota_.begin();
  if (!again) enter_first();
  send_waiting();
  leave_if_done();
}

/// What the options ask for, once.
void JsonClient::enter_first() {
  registering_ = options_.registers && !gives_password_;
  if (registering_) session_.push(password_ && is_safe() ? "/register " + *password_ : "/register");
  if (!options_.room.empty()) session_.push("/join " + options_.room);
}

}  // namespace tertulia::client
