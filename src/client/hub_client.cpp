#include "client/hub_client.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"
#include "tertulia/wire/telnet.h"

#include "client/backpressure.h"

namespace tertulia::client {

using terminal::Console;
using wire::plain::Kind;

HubClient::HubClient(reactor::Reactor& reactor, reactor::Connection connection, Options options)
    : reactor_(reactor),
      options_(std::move(options)),
      deadlines_(reactor),
      console_(terminal::open_console(reactor, *this)),
      stream_(reactor::Stream::create(reactor, deadlines_, std::move(connection.socket), *this,
                                      kStreamLimits)),
      reader_(kMaxLine),
      keepalive_(reactor, [this] { send({}); }),
      reply_timer_(reactor, [this] { on_reply_timeout(); }) {
  options_.name.empty() ? ask_name() : send_name(options_.name);
}

HubClient::~HubClient() = default;

void HubClient::ask_name() {
  phase_ = Phase::asking;
  reply_timer_.stop();
  console_->print("Username?");
  console_->set_prompt("> ", Console::History::skip);
  console_->resume_input();
}

void HubClient::send_name(std::string_view name) {
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
  console_->set_prompt("> ", Console::History::keep);
  console_->resume_input();
}

void HubClient::ask_again() {
  if (console_->interactive()) return ask_name();
  ending_ = {Status::name_refused, refusal_};
  stream_->abort();
}

void HubClient::send(std::string_view line) {
  const auto timeout = std::max(options_.keepalive / 2, kMinReplyTimeout);
  const auto now = reactor_.now();
  if (!stream_->unanswered_for(base::Duration::zero())) answered_at_ = now;
  if (now - answered_at_ > timeout && stream_->unanswered_for(timeout)) {
    return abort("the server no longer answers");
  }
  auto bytes = wire::as_telnet_data(line);
  bytes += '\n';
  stream_->write(bytes);
  if (stream_->queued() > kHighWaterMark) console_->pause_input();
  if (options_.keepalive > base::Duration::zero()) keepalive_.start(options_.keepalive);
}

void HubClient::leave() {
  if (phase_ == Phase::naming || phase_ == Phase::leaving) return abort({});
  phase_ = Phase::leaving;
  console_->pause_input();
  console_->set_prompt({}, Console::History::skip);
  reply_timer_.start(kGoodbyeTimeout);
  send("exit");
}

/// While our own output waits for its reader, we do not read from the server, so its silence is not
/// its fault.
void HubClient::on_reply_timeout() {
  if (phase_ == Phase::naming) return abort("no answer (is it a tertulia server?)");
  if (console_->unprinted() >= Console::kHighWaterMark) return reply_timer_.start(kGoodbyeTimeout);
  abort("the server did not say goodbye");
}

void HubClient::abort(std::string_view why) {
  if (ending_.message.empty()) ending_.message = why;
  stream_->abort();
}

void HubClient::on_line(std::string typed) {
  const auto text = base::trim(typed);
  if (wire::plain::asks_to_leave(text)) return leave();
  if (phase_ == Phase::asking) {
    if (!text.empty()) send_name(text);
  } else {
    send(console_->interactive() ? typed : wire::plain::escape(typed));
  }
}

void HubClient::on_written() {
  if (phase_ == Phase::talking) console_->resume_input();
}

void HubClient::on_input() {
  if (phase_ == Phase::leaving) reply_timer_.start(kGoodbyeTimeout);
  read_lines();
}

void HubClient::read_lines() {
  while (stream_->open()) {
    if (console_->unprinted() >= Console::kHighWaterMark) return stream_->pause_input();
    const auto bytes = stream_->input();
    if (bytes.empty()) return;
    stream_->consume(reader_.feed(bytes, *this));
  }
}

void HubClient::on_printed() {
  stream_->resume_input();
  read_lines();
}

bool HubClient::handle_line(std::string_view line) {
  const auto kind = wire::plain::classify(line);
  const bool naming = phase_ == Phase::naming;
  if (kind == Kind::name_request) {
    if (naming && !refusal_.empty()) ask_again();
    return stream_->open();
  }
  if (kind == Kind::error && phase_ != Phase::talking) refusal_ = line.substr(2, kMaxReason);
  if (kind == Kind::goodbye && phase_ == Phase::leaving) ending_ = {Status::orderly, {}};
  if (kind == Kind::goodbye && naming) ending_ = {Status::name_refused, "'exit' is reserved"};
  if (kind != Kind::error || !naming || console_->interactive()) console_->print(line);
  if (kind == Kind::welcome && naming) begin_talking();
  return stream_->open();
}

bool HubClient::handle_overlong_line() {
  console_->print("! The server sent a line that is too long to show");
  return true;
}

void HubClient::on_peer_ended() {
  while (!stream_->input().empty()) stream_->consume(reader_.feed(stream_->input(), *this));
  reader_.finish(*this);
  if (ending_.status != Status::orderly && ending_.message.empty()) {
    ending_.message = refusal_.empty() ? "the server closed the connection" : refusal_;
  }
  stream_->close();
}

void HubClient::on_closed(reactor::Stream::CloseReason end) {
  const bool unexplained = ending_.status == Status::lost && ending_.message.empty();
  if (unexplained && end != reactor::Stream::CloseReason::aborted) {
    ending_.message = "the connection was lost";
  }
  if (!ending_.message.empty()) {
    ending_.message = fmt::format("{}: {}", format_endpoint(options_.server), ending_.message);
  }
  reactor_.stop();
}

}  // namespace tertulia::client
