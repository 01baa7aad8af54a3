#include "client/json_client.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/environment.h"
#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/plain.h"

#include "client/completion.h"
#include "client/conflicts.h"
#include "client/data_home.h"
#include "client/messages.h"

namespace tertulia::client {

using wire::plain::Kind;
using wire::plain::kNotice;

namespace {

/// A longer first line is not of a server that speaks JSON, in bytes.
constexpr std::size_t kMaxPlainLine = 4'096;

}  // namespace

JsonClient::JsonClient(reactor::Reactor& reactor, Link link, Options options,
                       const OpenConsole& open_console)
    : HubClient(reactor, std::move(options), open_console),
      reader_(wire::json::kMaxServerLine, wire::LineReader::Input::data),
      reply_timer_(reactor, [this] { on_reply_timeout(); }),
      check_timer_(reactor, [this] { check_connection(); }),
      session_(console_->interactive() ? Requests::Unstored::forget : Requests::Unstored::wait),
      local_commands_(options_, display_),
      quota_(reactor, {options_.filter.count, options_.filter.until_quiet},
             [this] { leave_if_done(); }),
      prompt_(reactor, *console_),
      password_(options_.password) {
  prepare_console();
  use(std::move(link));
  options_.name.empty() ? ask_name() : send_name(options_.name);
  read();
}

JsonClient::~JsonClient() = default;

void JsonClient::prepare_console() {
  if (!console_->interactive()) return;
  console_->set_completer(
      [this](std::string_view line, std::size_t point) { return complete(session_, line, point); });
  const auto directory = data_home(&base::process_environment);
  if (make_data_home(directory)) console_->keep_history(directory + "/history");
}

void JsonClient::use(Link link) {
  stream_.reset();
  if (deadlines_ != nullptr) reactor_.delete_later(std::move(deadlines_));  // after the stream
  deadlines_ = std::move(link.deadlines);
  stream_ = std::move(link.stream);
  stream_->set_handler(*this);
  reader_ = wire::LineReader(wire::json::kMaxServerLine, wire::LineReader::Input::data);
  local_ = link.local;
  secure_ = link.secure;
  speaks_json_ = false;
  has_talked_ = false;
  closing_why_.clear();
  const bool told = link.notice.empty() || link.notice == notice_;
  if (!told) display_.report(kNotice, link.notice);
  notice_ = link.notice;
  checked_at_ = reactor_.clock().wall_time();
  check_timer_.start(check_interval());
}

void JsonClient::resume(Link link) {
  stop_ = Stop::none;
  use(std::move(link));
  greet();
  read();
}

JsonClient::Parts JsonClient::hand_over() {
  reply_timer_.stop();
  check_timer_.stop();
  stream_->resume_input();
  Link link{std::move(deadlines_), std::move(stream_)};
  link.local = local_;
  link.secure = secure_;
  return {std::move(link), std::move(console_), wanted_name_};
}

void JsonClient::greet() {
  phase_ = Phase::greeting;
  reply_timer_.start(!has_spoken_json_ ? kGreetingTimeout
                     : gives_password_ ? kPasswordReplyTimeout
                                       : kReplyTimeout);
  if (question_ == Question::none) waits_for_server() ? show_prompt() : prompt_.hide();
  update_input();
  if (session_.can_resume()) return send(session_.resume_line());
  chat::Rename login{wanted_name_};
  if (gives_password_ && password_ && is_safe()) login.password = *password_;
  send(wire::json::write_hello(login, "tertulia " TERTULIA_VERSION));
}

/// The line has its LF.
void JsonClient::send(std::string_view line) {
  last_sent_ = reactor_.now();
  stream_->write(line);
}

base::Duration JsonClient::check_interval() const {
  if (options_.keepalive <= base::Duration::zero()) return kCheckInterval;
  return std::clamp(options_.keepalive / 2, base::Duration{1}, kCheckInterval);
}

/// Looks for a server that has vanished, and keeps the connection alive. The machine may have
/// slept: the time of day has gone on then, and the loop's time has not.
void JsonClient::check_connection() {
  if (stream_ == nullptr || !stream_->open()) return;
  check_timer_.start(check_interval());
  const auto now = reactor_.clock().wall_time();
  const auto passed = std::chrono::duration_cast<base::Duration>(now - checked_at_);
  checked_at_ = now;
  if (stream_->unanswered_for(kLostAfter)) return lose(messages::no_longer_answers());
  const bool slept = passed > 2 * kCheckInterval;
  const bool quiet = options_.keepalive > base::Duration::zero() &&
                     reactor_.now() - last_sent_ >= options_.keepalive;
  if (speaks_json_ && (slept || quiet)) send(wire::json::write_request(chat::Ping{}));
}

void JsonClient::on_input() { read(); }

void JsonClient::read() {
  while (stream_ != nullptr && stream_->open()) {
    if (console_->unprinted() >= terminal::Console::kHighWaterMark) return stream_->pause_input();
    if (!speaks_json_ && !finds_json()) return;
    const auto bytes = stream_->input();
    if (bytes.empty()) break;
    stream_->consume(reader_.feed(bytes, *this));
  }
  if (stream_ != nullptr && stream_->open() && stream_->peer_ended()) on_peer_ended();
}

/// Whether the server speaks JSON, and has said something. What it says in plain before that is
/// consumed, but for what another client must read.
bool JsonClient::finds_json() {
  while (true) {
    const auto bytes = stream_->input(kMaxPlainLine);
    if (bytes.starts_with('{')) return speaks_json_ = has_spoken_json_ = true;
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) {
      if (bytes.size() >= kMaxPlainLine) fall_back();
      return false;
    }
    if (!judge_plain_line(base::without_cr(bytes.substr(0, end)), end + 1)) return false;
    stream_->consume(end + 1);
  }
}

/// Whether the server may still speak JSON. It asks for the name when it has heard nothing; but one
/// that has refused our request as a name, and asks for another one, has not understood it. The
/// line has this size with its end.
bool JsonClient::judge_plain_line(std::string_view line, std::size_t size) {
  const auto kind = wire::plain::classify(line);
  if (kind == Kind::error) {
    closing_why_ = line.substr(wire::plain::kError.size(), kMaxReason);
    return true;
  }
  if (kind == Kind::no_name && phase_ == Phase::asking) return true;
  if (kind == Kind::name_request && closing_why_.empty()) return true;
  if (kind == Kind::name_request) stream_->consume(size);
  fall_back();
  return false;
}

void JsonClient::fall_back() {
  if (phase_ == Phase::leaving) return end_orderly();
  if (has_spoken_json_) return lose(base::tr("the server no longer speaks JSON"));
  const auto option = option_for_json(options_, console_->interactive());
  if (!option.empty()) {
    stream_.reset();
    return fail(lost(base::tr("the server does not speak JSON, which {} needs", option)));
  }
  stop_ = Stop::plain;
  stream_->pause_input();
  reactor_.stop();
}

void JsonClient::on_printed() {
  if (stream_ == nullptr) return;
  stream_->resume_input();
  read();
}

void JsonClient::on_peer_ended() {
  if (stop_ == Stop::plain) return;
  while (speaks_json_ && !stream_->input().empty()) {
    stream_->consume(reader_.feed(stream_->input(), *this));
  }
  if (stream_->open()) stream_->close();
}

void JsonClient::on_closed(reactor::Stream::CloseReason /*end*/) {
  if (aborted_ || ending_.status == Status::orderly || !ending_.message.empty()) return end();
  lose(closing_why_.empty() ? messages::connection_lost() : closing_why_);
}

/// What the user types is then sent over a new connection. A server that has turned the client away
/// would do so again.
bool JsonClient::waits_for_login() const {
  if (phase_ == Phase::away || question_ == Question::login) return true;
  if (phase_ != Phase::asking || !console_->interactive()) return false;
  return closing_why_.empty() || !never_named();
}

/// A person who leaves does not care. A pipe says goodbye over the next connection.
bool JsonClient::tries_again() const {
  if (never_named()) return false;
  if (console_->interactive()) return phase_ != Phase::leaving;
  return options_.filter.retry > base::Duration::zero() && !hurried_;
}

/// The server may have closed the connection just when the name was on its way.
bool JsonClient::may_log_in_again() {
  const bool unheard = phase_ == Phase::greeting && !speaks_json_ && closing_why_.empty();
  const bool typed = console_->interactive() && options_.name.empty() && never_named();
  return unheard && typed && !std::exchange(tried_again_, true);
}

/// A question stays: its answer must never be taken for a message.
void JsonClient::lose(const std::string& why) {
  const bool waits = waits_for_login();
  stream_.reset();
  reply_timer_.stop();
  check_timer_.stop();
  if (waits) return;
  if (may_log_in_again()) return log_in();
  if (!tries_again()) return fail(lost(phase_ == Phase::leaving ? messages::no_goodbye() : why));
  session_.lose_connection();
  phase_ = Phase::away;
  lost_why_ = lost(why).message;
  show_status(why);
  stop_ = Stop::lost;
  reactor_.stop();
}

void JsonClient::show_trouble(std::string_view why) {
  lost_why_ = why;
  show_status(why);
}

void JsonClient::show_status(std::string_view why) {
  if (!console_->interactive()) return;
  console_->set_status(base::tr("-- Not connected, trying again: {}", why));
  show_prompt();
  update_input();
}

void JsonClient::fail(const Ending& how) {
  ending_.set(how.status, how.message);
  report_unsent(session_.discard());
  report_unstored();
  end();
}

Ending JsonClient::lost(std::string_view why) const {
  Ending ending;
  if (!why.empty()) ending.message = fmt::format("{}: {}", format_endpoint(options_.server), why);
  return ending;
}

void JsonClient::end() {
  stop_ = Stop::ended;
  console_->set_status({});
  console_->pause_input();
  end_question();
  prompt_.hide();
  reactor_.stop();
}

}  // namespace tertulia::client
