#include "client/plain_client.h"

#include <string>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"
#include "tertulia/wire/telnet.h"

#include "client/backpressure.h"
#include "client/messages.h"
#include "client/secret_lines.h"

namespace tertulia::client {

using terminal::Console;
using wire::plain::kError;
using wire::plain::Kind;
using wire::plain::kNotice;

namespace {

/// Why the client cannot go on after this line; else empty. A line of JSON comes too late, and has
/// the token of a session, which must not be shown.
std::string why_unusable(std::string_view line, bool naming) {
  if (naming && line.starts_with('{')) return base::tr("the server took too long to answer");
  if (wire::plain::classify(line) != Kind::password_request) return {};
  return base::tr("the server asks for a password, which is sent only in JSON");
}

}  // namespace

PlainClient::PlainClient(reactor::Reactor& reactor, Link link, Options options,
                         const OpenConsole& open_console)
    : HubClient(reactor, std::move(options), open_console),
      deadlines_(std::move(link.deadlines)),
      stream_(std::move(link.stream)),
      reader_(kMaxLine),
      keepalive_(reactor, [this] { send({}); }),
      reply_timer_(reactor, [this] { on_reply_timeout(); }),
      sender_(reactor, *console_, *this),
      local_(link.local) {
  stream_->set_handler(*this);
  if (!link.notice.empty()) display_.report(kNotice, link.notice);
  options_.name.empty() ? ask_name() : send_name(options_.name);
  begin_reading();
}

PlainClient::~PlainClient() = default;

/// The server may have spoken, or ended, while the client decided whether to trust it.
void PlainClient::begin_reading() {
  read_lines();
  if (stream_->open() && stream_->peer_ended()) on_peer_ended();
}

void PlainClient::ask_name() {
  phase_ = Phase::asking;
  reply_timer_.stop();
  console_->print("Username?");
  console_->set_prompt("> ", Console::History::skip);
  console_->resume_input();
}

/// A name that the server would refuse is not sent: it could even hold a line of its own.
void PlainClient::send_name(std::string_view name) {
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

void PlainClient::begin_talking() {
  phase_ = Phase::talking;
  reply_timer_.stop();
  sender_.begin();
  if (options_.registers) sender_.push("/register");
  console_->resume_input();
}

void PlainClient::ask_again() {
  if (console_->interactive()) return ask_name();
  const auto hint = options_.name.empty() ? messages::first_line_is_name() : std::string{};
  ending_.set(Status::name_refused, refusal_.append(hint));
  stream_->abort();
}

void PlainClient::send(std::string_view line) {
  const auto now = reactor_.now();
  if (!stream_->unanswered_for(base::Duration::zero())) answered_at_ = now;
  if (now - answered_at_ > kLostAfter && stream_->unanswered_for(kLostAfter)) {
    return abort(messages::no_longer_answers());
  }
  auto bytes = wire::as_telnet_data(line);
  bytes += '\n';
  stream_->write(bytes);
  if (options_.keepalive > base::Duration::zero()) keepalive_.start(options_.keepalive);
}

void PlainClient::on_sent() {
  if (leaves_after_lines_ && sender_.waiting() == 0) return say_goodbye(kGoodbyeTimeout);
  update_input();
}

bool PlainClient::may_take_input() const {
  if (phase_ == Phase::asking) return true;
  return phase_ == Phase::talking && !leaves_after_lines_ && stream_->queued() <= kHighWaterMark &&
         sender_.waiting_bytes() <= kHighWaterMark;
}

void PlainClient::update_input() {
  may_take_input() ? console_->resume_input() : console_->pause_input();
}

bool PlainClient::discard_input() {
  const bool hears = phase_ == Phase::asking || phase_ == Phase::talking;
  if (!console_->interactive() || !hears) return false;
  const bool typed = console_->discard_input();
  const auto unsent = sender_.discard();
  leaves_after_lines_ = false;
  report_unsent(unsent);
  update_input();
  return typed || unsent > 0;
}

void PlainClient::leave() {
  if (login_closed_) return end_without_server({});
  if (phase_ == Phase::naming || phase_ == Phase::leaving) return abort({});
  report_unsent(sender_.discard());
  hurried_ = true;
  say_goodbye(kHurriedGoodbyeTimeout);
}

void PlainClient::leave_after_lines() {
  if (login_closed_) return end_without_server({});
  leaves_after_lines_ = true;
  on_sent();
}

void PlainClient::say_goodbye(base::Duration timeout) {
  phase_ = Phase::leaving;
  sender_.end();
  console_->pause_input();
  console_->set_prompt({}, Console::History::skip);
  reply_timer_.start(timeout + kTimePerLine * static_cast<std::int64_t>(sender_.unanswered()));
  send("exit");
}

/// Ctrl-D on a terminal leaves at once. The end of a pipe comes after its lines.
void PlainClient::on_end_of_input() { console_->interactive() ? leave() : leave_after_lines(); }

void PlainClient::on_reply_timeout() {
  if (phase_ == Phase::naming) return abort(messages::no_answer());
  if (waits_for_reader() && !hurried_) return reply_timer_.start(kGoodbyeTimeout);
  abort(messages::no_goodbye());
}

void PlainClient::end_without_server(std::string_view next_name) {
  ending_.set(Status::orderly, {});
  ending_.next_name = next_name;
  reactor_.stop();
}

void PlainClient::abort(std::string_view why) {
  if (login_closed_) reactor_.stop();
  if (ending_.message.empty()) ending_.message = why;
  stream_->abort();
}

void PlainClient::on_line(std::string typed) {
  const auto text = base::trim(typed);
  const bool leaves = wire::plain::asks_to_leave(text);
  if (may_have_password(text)) console_->forget(typed);
  if (leaves) return leave_after_lines();
  if (phase_ == Phase::asking) {
    if (!text.empty()) send_name(text);
  } else if (!refuse_password(typed)) {
    push(console_->interactive() ? typed : wire::plain::escape(typed, options_.commands));
  }
}

void PlainClient::push(std::string line) {
  if (has_password(line) && !is_safe()) {
    return report_failed_line(kError, messages::unsafe_line());
  }
  sender_.push(std::move(line));
  update_input();
}

void PlainClient::on_written() {
  if (phase_ == Phase::talking) update_input();
}

void PlainClient::on_input() { read_lines(); }

void PlainClient::read_lines() {
  while (stream_->open()) {
    if (console_->unprinted() >= Console::kHighWaterMark) return stream_->pause_input();
    const auto bytes = stream_->input();
    if (bytes.empty()) return;
    stream_->consume(reader_.feed(bytes, *this));
  }
}

void PlainClient::on_printed() {
  stream_->resume_input();
  read_lines();
}

bool PlainClient::handle_line(std::string_view line) {
  const auto kind = wire::plain::classify(line);
  const bool naming = phase_ == Phase::naming;
  if (kind == Kind::no_name && phase_ == Phase::asking && console_->interactive()) {
    login_closed_ = true;
    return stream_->open();
  }
  if (kind == Kind::name_request) {
    if (naming && !refusal_.empty()) ask_again();
    return stream_->open();
  }
  if (const auto why = why_unusable(line, naming); !why.empty()) {
    abort(why);
    return stream_->open();
  }
  if (kind == Kind::goodbye && phase_ == Phase::leaving) ending_.set(Status::orderly, {});
  if (kind == Kind::goodbye && naming)
    ending_.set(Status::name_refused, base::tr("'exit' is reserved"));
  if (kind == Kind::error) {
    handle_error(line);
  } else {
    display_.print(line);
  }
  sender_.handle_line(line);
  if (kind == Kind::welcome && naming) begin_talking();
  return stream_->open();
}

/// An error is about what this user has sent. Before a pipe talks, it ends the client, which then
/// gives it as the reason.
void PlainClient::handle_error(std::string_view line) {
  const auto text = line.substr(kError.size());
  const bool has_name = phase_ == Phase::talking || phase_ == Phase::leaving;
  if (!has_name) refusal_ = text.substr(0, kMaxReason);
  if (!console_->interactive()) {
    if (!has_name) return;
    ending_.lines_refused = true;
  }
  display_.report(kError, text);
}

void PlainClient::on_peer_ended() {
  while (!stream_->input().empty()) stream_->consume(reader_.feed(stream_->input(), *this));
  if (stream_->failure().empty()) reader_.finish(*this);
  if (ending_.status != Status::orderly && ending_.message.empty()) {
    ending_.message = refusal_.empty() ? base::tr("the server closed the connection") : refusal_;
  }
  stream_->close();
}

void PlainClient::on_closed(reactor::Stream::CloseReason end) {
  if (login_closed_) return;
  const bool unexplained = ending_.status == Status::lost && ending_.message.empty();
  if (unexplained && end != reactor::Stream::CloseReason::aborted) {
    ending_.message = messages::connection_lost();
  }
  if (!ending_.message.empty()) {
    ending_.message = fmt::format("{}: {}", format_endpoint(options_.server), ending_.message);
  }
  reactor_.stop();
}

}  // namespace tertulia::client
