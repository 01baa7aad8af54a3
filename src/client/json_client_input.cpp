/// What the client that speaks JSON does with what the user types.
#include <string>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"
#include "tertulia/wire/dialect.h"
#include "tertulia/wire/plain.h"

#include "client/backpressure.h"
#include "client/json_client.h"
#include "client/messages.h"
#include "client/secret_lines.h"

namespace tertulia::client {

using wire::plain::kError;
using wire::plain::kNotice;

/// Then the user types as before: without a connection, and with a server that does not answer yet.
bool JsonClient::waits_for_server() const {
  const bool waits = phase_ == Phase::away || phase_ == Phase::greeting;
  return waits && question_ == Question::none && !never_named();
}

bool JsonClient::may_take_input() const {
  if (phase_ == Phase::asking || question_ != Question::none) return true;
  if (leaves_after_lines_ || session_.requests().waiting_bytes() > kHighWaterMark) return false;
  return phase_ == Phase::talking || waits_for_server();
}

void JsonClient::update_input() {
  may_take_input() ? console_->resume_input() : console_->pause_input();
}

void JsonClient::show_prompt() {
  if (question_ != Question::none) return;
  if (phase_ == Phase::talking || waits_for_server()) {
    prompt_.show(session_.place().room, session_.rooms(), session_.requests().waiting());
  }
}

void JsonClient::on_line(std::string typed) {
  const auto text = base::trim(typed);
  const bool leaves = wire::plain::asks_to_leave(text);
  if (question_ != Question::none) return leaves ? leave() : answer_password(text);
  if (may_have_password(text)) console_->forget(typed);
  if (leaves) return leave_after_lines();
  if (phase_ == Phase::asking) {
    if (!text.empty()) send_name(text);
    return;
  }
  if (run_locally(typed) || refuse_password(typed)) return;
  push(console_->interactive() ? typed : wire::plain::escape(typed, options_.commands));
}

bool JsonClient::run_locally(std::string_view line) {
  if (!console_->interactive()) return false;
  const auto answer = local_commands_.run(line);
  if (!answer) return false;
  for (const auto& each : *answer) display_.print(each);
  return true;
}

void JsonClient::push(std::string line) {
  if (base::trim(line).empty()) return;
  const auto problem = check(line);
  if (!problem.empty()) return report_failed_line(kError, problem);
  session_.push(std::move(line));
  send_waiting();
}

/// What is wrong with the line; empty if it can be sent.
std::string JsonClient::check(std::string_view line) const {
  if (has_password(line) && !is_safe()) return messages::unsafe_line();
  const auto command = wire::plain::parse(line);
  const auto* invalid = std::get_if<chat::Invalid>(&command);
  const bool for_server = line.starts_with('/') && line.size() <= session_.max_line();
  const bool damaged = invalid != nullptr && invalid->problem == chat::Problem::not_utf8;
  if (invalid != nullptr && (!for_server || damaged)) {
    return wire::plain::explain(invalid->problem, invalid->subject);
  }
  if (line.size() <= session_.max_line()) return {};
  std::string text;
  wire::plain::dialect().render_error({wire::DecodeError::Kind::line_too_long}, session_.max_line(),
                                      {}, text);
  text.pop_back();
  return text.substr(kError.size());
}

void JsonClient::send_waiting() {
  if (phase_ == Phase::talking) {
    while (const auto line = session_.next_line()) send(*line);
    watch_pipe();
  }
  show_prompt();
  update_input();
}

bool JsonClient::discard_input() {
  const bool hears = question_ != Question::none || waits_for_server() ||
                     (phase_ != Phase::greeting && phase_ != Phase::leaving);
  if (!console_->interactive() || !hears) return false;
  const bool typed = console_->discard_input();
  const auto unsent = session_.discard();
  leaves_after_lines_ = false;
  if (phase_ == Phase::talking) reply_timer_.stop();
  report_unsent(unsent);
  show_prompt();
  update_input();
  return typed || unsent > 0;
}

/// A person has seen the lines.
void JsonClient::report_unstored() {
  const auto lines = session_.requests().unstored();
  if (console_->interactive() || lines == 0) return;
  report_failed_line(kNotice, messages::lines_perhaps_not_stored(lines));
}

/// The server has said why, but over the connection that was lost.
void JsonClient::report_refused() {
  for (const auto& line : session_.take_refused()) {
    report_failed_line(kError, may_have_password(line)
                                   ? base::tr("A line with a password was not accepted")
                                   : base::tr("Not accepted: {}", line));
  }
}

/// The server has forgotten the session: sending these again could double them.
void JsonClient::report_unknown() {
  report_unsent(session_.take_homeless());
  for (const auto& request : session_.take_unknown()) {
    const bool secret = may_have_password(request.typed);
    report_failed_line(kNotice, secret ? base::tr("A line with a password was perhaps sent")
                                       : base::tr("Perhaps sent: {}", request.typed));
  }
}

void JsonClient::leave() {
  if (phase_ == Phase::asking && stream_ == nullptr) return end_orderly();
  if (stream_ == nullptr || waits_for_server()) return give_up();
  const bool waits = phase_ == Phase::greeting && question_ == Question::none;
  if (waits || phase_ == Phase::leaving) return abort({});
  report_unsent(session_.discard());
  hurried_ = true;
  say_goodbye(kHurriedGoodbyeTimeout);
}

void JsonClient::end_orderly() {
  ending_.set(Status::orderly, {});
  end();
}

void JsonClient::leave_after_lines() {
  if (phase_ == Phase::asking) return leave();
  leaves_after_lines_ = true;
  update_input();
  leave_if_done();
}

/// A pipe waits until all is stored, so that it can go on over another connection. A disk that
/// fails for long would hold it, and so would a server that answers nothing.
void JsonClient::leave_if_done() {
  if (waits_for_server() && leaves_after_lines_ && console_->interactive()) return give_up();
  if (phase_ != Phase::talking || !wants_to_leave()) return;
  const auto& requests = session_.requests();
  const auto left = console_->interactive() ? requests.waiting() : requests.unstored();
  if (left == 0) return say_goodbye(kGoodbyeTimeout);
  if (!reply_timer_.pending()) reply_timer_.start(kStoredTimeout);
}

/// The end of the input is not seen while it is paused.
void JsonClient::watch_pipe() {
  const bool held = !console_->interactive() && !may_take_input();
  if (held && !reply_timer_.pending()) reply_timer_.start(kStoredTimeout);
}

void JsonClient::give_up() {
  stream_.reset();
  Ending ending;
  ending.message = lost_why_;
  fail(ending);
}

bool JsonClient::wants_to_leave() const {
  return leaves_after_lines_ || quota_.reached() || (input_ended_ && !quota_.exists());
}

void JsonClient::say_goodbye(base::Duration timeout) {
  phase_ = Phase::leaving;
  console_->pause_input();
  end_question();
  prompt_.hide();
  const auto lines = static_cast<std::int64_t>(session_.requests().unanswered());
  reply_timer_.start(timeout + kTimePerLine * lines);
  send(wire::json::write_request(chat::Leave{}));
}

void JsonClient::abort(std::string_view why) {
  if (ending_.message.empty() && !why.empty()) {
    ending_.message = fmt::format("{}: {}", format_endpoint(options_.server), why);
  }
  if (stream_ == nullptr || !stream_->open()) return end();
  aborted_ = true;
  stream_->abort();
}

/// Ctrl-D on a terminal leaves at once. The end of a pipe comes after its lines.
void JsonClient::on_end_of_input() {
  if (console_->interactive()) return leave();
  input_ended_ = true;
  if (phase_ == Phase::asking) return leave();
  leave_if_done();
}

}  // namespace tertulia::client
