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

namespace {

bool is_same_name(std::string_view one, std::string_view other) {
  const auto first = chat::Name::parse(one);
  const auto second = chat::Name::parse(other);
  const auto* name = std::get_if<chat::Name>(&first);
  return one == other || (name != nullptr && std::holds_alternative<chat::Name>(second) &&
                          *name == std::get<chat::Name>(second));
}

}  // namespace

void JsonClient::ask_name() {
  phase_ = Phase::asking;
  tried_again_ = false;
  question_ = Question::none;
  reply_timer_.stop();
  wanted_name_.clear();
  const bool prints_json = options_.filter.json && !console_->interactive();
  if (!prints_json) console_->print("Username?");
  prompt_.ask(Console::History::skip);
  update_input();
}

/// A name that the server would refuse is not sent.
void JsonClient::send_name(std::string_view name) {
  const auto parsed = chat::Name::parse(name);
  if (const auto* problem = std::get_if<chat::Problem>(&parsed)) {
    return refuse_name(wire::plain::explain(*problem, name));
  }
  if (std::exchange(gives_password_, false)) password_.reset();
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
    display_.report(kError, why);
    return ask_name();
  }
  if (options_.name.empty()) why += messages::first_line_is_name();
  ending_.set(Status::name_refused,
              fmt::format("{}: {}", format_endpoint(options_.server), std::move(why)));
  stream_ == nullptr ? end() : stream_->abort();
}

/// Another name needs another password.
void JsonClient::handle_login_error(const wire::json::Error& error) {
  if (error.code == "server_full" || error.code == "address_full") {
    closing_why_ = error.text;
    return;
  }
  reply_timer_.stop();
  if (error.code == "unknown_session") {
    session_.forget_token();
    return greet();
  }
  const bool wrong = error.code == "password_wrong";
  if (!wrong && error.code != "password_required") return refuse_name(error.text);
  if (!wrong && password_ && is_safe() && !std::exchange(gives_password_, true)) return greet();
  if (wrong && !console_->interactive()) return refuse_name(error.text);
  if (wrong) display_.report(kError, error.text);
  ask_password(Question::login);
}

void JsonClient::ask_password(Question question) {
  if (!is_safe() || !console_->interactive()) {
    const auto why = is_safe() ? messages::needs_password() : messages::unsafe_password();
    return question == Question::login ? refuse_name(why) : display_.report(kError, why);
  }
  question_ = question;
  prompt_.ask(Console::History::hide);  // before the user can answer
  console_->print("Password?");
  update_input();
}

/// An empty one asks for another name, or leaves the present one. The connection may be lost
/// meanwhile.
void JsonClient::answer_password(std::string_view password) {
  const auto question = std::exchange(question_, Question::none);
  prompt_.hide();
  if (question == Question::login) {
    if (password.empty()) return ask_name();
    password_ = password;
    gives_password_ = true;
    return log_in();
  }
  next_password_ = password;
  rename_waits_ = !password.empty();
  if (!rename_waits_)
    display_.report(kError, wire::plain::explain(chat::Problem::name_taken, next_name_));
  if (phase_ == Phase::talking) send_rename();
  show_prompt();
  update_input();
}

/// What was typed unseen must not be read by the shell.
void JsonClient::end_question() {
  if (std::exchange(question_, Question::none) != Question::none) console_->discard_input();
}

void JsonClient::send_rename() {
  if (!std::exchange(rename_waits_, false)) return;
  send(wire::json::write_request(chat::Rename{next_name_, next_password_}));
}

/// The name that a new session needs, and its password if the user has given it.
void JsonClient::handle_new_name(std::string_view name) {
  const bool same = is_same_name(std::exchange(wanted_name_, std::string(name)), name);
  if (same) return;
  gives_password_ = name == next_name_ && !next_password_.empty();
  password_.reset();
  if (gives_password_) {
    password_ = next_password_;
  } else if (name == options_.name) {
    password_ = options_.password;
  }
  next_name_.clear();
  next_password_.clear();
}

void JsonClient::on_reply_timeout() {
  if (phase_ == Phase::greeting && !has_spoken_json_) return fall_back();
  if (phase_ == Phase::greeting) return lose(messages::no_longer_answers());
  if (ending_.status == Status::orderly) return stream_->abort();
  if (waits_for_reader() && !hurried_) return reply_timer_.start(kGoodbyeTimeout);
  if (phase_ == Phase::talking) {
    report_unsent(session_.discard());
    return say_goodbye(kHurriedGoodbyeTimeout);
  }
  ending_.message = lost(messages::no_goodbye()).message;
  stream_->abort();
}

void JsonClient::begin_talking(const wire::json::Welcome& welcome) {
  const bool again = !never_named();
  const auto former = session_.place();
  reply_timer_.stop();
  phase_ = Phase::talking;
  has_talked_ = true;
  console_->set_status({});
  for (const auto& line : session_.welcome(welcome)) send(line);
  handle_new_name(session_.name());
  send_rename();
  if (again && console_->interactive()) display_.print(base::tr("-- Connected again"));
  if (welcome.resumed) show_moves(former, welcome);
  report_refused();
  report_unknown();
  quota_.begin();
  if (!again) enter_first();
  send_waiting();
  leave_if_done();
}

/// The answer to `/join` or `/leave` may have been lost with the connection. The first room is the
/// current one.
void JsonClient::show_moves(const Place& former, const wire::json::Welcome& welcome) {
  if (!console_->interactive()) return;
  const auto& place = session_.place();
  for (const auto& room : former.rooms) {
    if (place.is_in(room)) continue;
    wire::json::Left left;
    left.room = room;
    left.current = place.room;
    display_.show(left, {}, place);
  }
  for (auto room = welcome.rooms.rbegin(); room != welcome.rooms.rend(); ++room) {
    const bool moved = room->room == place.room && place.room != former.room;
    if (moved || !former.is_in(room->room)) display_.show(wire::json::Entered{*room}, {}, place);
  }
}

/// What the options ask for, once.
void JsonClient::enter_first() {
  if (options_.registers && !gives_password_) {
    registering_ = session_.push(password_ && is_safe() ? "/register " + *password_ : "/register");
  }
  if (!options_.room.empty()) session_.push("/join " + options_.room);
  if (!console_->interactive()) session_.stay_in(options_.room);
}

}  // namespace tertulia::client
