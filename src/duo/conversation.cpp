#include "tertulia/duo/conversation.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tertulia/base/text.h"
#include "tertulia/wire/foreign_protocol.h"
#include "tertulia/wire/telnet.h"

namespace tertulia::duo {
namespace {

using wire::DecodeError;
using wire::duo::Line;

std::optional<DecodeError> error_of(std::string_view protocol) {
  if (protocol.empty()) return std::nullopt;
  return DecodeError{DecodeError::Kind::foreign_protocol, protocol};
}

/// The first line of a guest that waits. Reads it without using it up.
class FirstLine final : private wire::LineReader::Sink {
 public:
  FirstLine(std::string_view input, std::size_t max_line) {
    wire::LineReader reader(max_line);
    reader.feed(input, *this);
    if (!complete_) error_ = error_of(wire::foreign_beginning(reader.partial_line()));
  }

  bool complete() const { return complete_; }
  bool is_exit() const { return is_exit_; }
  const std::optional<DecodeError>& error() const { return error_; }

 private:
  bool handle_line(std::string_view line) override {
    if (base::trim(line).empty()) return true;
    complete_ = true;
    is_exit_ = wire::duo::parse(line).kind == Line::Kind::exit;
    error_ = error_of(wire::foreign_protocol(line));
    return false;
  }
  bool handle_overlong_line() override {
    complete_ = true;
    error_ = DecodeError{DecodeError::Kind::first_line_too_long};
    return false;
  }

  bool complete_ = false;
  bool is_exit_ = false;
  std::optional<DecodeError> error_;
};

}  // namespace

Conversation::Conversation(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
                           reactor::Socket socket, reactor::Peer peer, terminal::Console& console,
                           Setup setup, Owner& owner)
    : reactor_(reactor),
      console_(console),
      setup_(setup),
      owner_(owner),
      address_(std::move(peer.name)),
      peer_name_(address_),
      display_(console),
      stream_(reactor::Stream::create(reactor, deadlines, std::move(socket), *this, setup.stream)),
      deadline_(deadlines, *this),
      reader_(setup.max_line),
      limiter_(setup.rate) {}

void Conversation::begin() {
  begun_ = true;
  active_at_ = reactor_.now();
  stream_->resume_input();
  schedule();
  read_lines();
}

void Conversation::set_limits(Setup setup) {
  setup.role = setup_.role;
  setup_ = setup;
  reader_.set_max_line(setup.max_line);
  limiter_.set_limits(setup.rate);
  limiter_.refill();
  stream_->set_limits(setup.stream);
  if (talking()) schedule();
}

void Conversation::set_name(std::string_view name) {
  name_ = name;
  display_.release();
  if (talking()) handle_printed();
}

void Conversation::say(std::string_view text) {
  if (base::trim(text).empty() || !stream_->open()) return;
  display_.forget_last();
  const auto line = wire::duo::say(name_, text);
  if (!console_.interactive()) display_.show(line);
  send(line);
}

void Conversation::send(std::string_view line) {
  auto bytes = wire::as_telnet_data(line);
  bytes += '\n';
  stream_->write(bytes);
  owner_.on_line_sent();
}

void Conversation::notify(std::string_view notice) { send(notice); }

void Conversation::dismiss(std::string_view notice) {
  send(notice);
  finish(Outcome::ended);
}

void Conversation::leave() {
  if (setup_.role == Role::host) return dismiss(wire::duo::goodbye(peer_name_));
  if (std::exchange(leaving_, true)) return;
  send(wire::duo::kExit);
  deadline_.set(reactor_.now() + setup_.stream.drain);
}

void Conversation::finish(Outcome outcome) {
  outcome_ = outcome;
  stream_->close();
  end();
}

void Conversation::end() {
  if (std::exchange(over_, true)) return;
  display_.release();
  deadline_.clear();
  owner_.on_ended(*this);
}

void Conversation::handle_printed() {
  if (!begun_ || limiter_.throttled()) return;
  stream_->resume_input();
  read_lines();
}

void Conversation::on_input() { begun_ ? read_lines() : check_first_line(); }

void Conversation::check_first_line() {
  constexpr std::size_t kLineEnd = 2;
  const auto enough = setup_.max_line + kLineEnd;
  const auto input = stream_->input(enough);
  const FirstLine line(input, setup_.max_line);
  if (line.error() && expects_first_line()) return reject(*line.error());
  if (line.is_exit()) return dismiss(wire::duo::goodbye(peer_name_));
  if (line.complete() || input.size() >= enough) stream_->pause_input();
}

bool Conversation::rejects(std::string_view protocol) {
  const auto error = error_of(protocol);
  if (error) reject(*error);
  return error.has_value();
}

void Conversation::reject(const DecodeError& error) {
  owner_.on_rejected(*this, error);
  dismiss(wire::duo::decode_error(error, setup_.max_line));
}

void Conversation::on_peer_ended() {
  peer_ended_ = true;
  if (begun_ || stream_->input().empty()) read_lines();
}

void Conversation::read_lines() {
  while (may_read()) {
    if (display_.unshown() >= terminal::Console::kHighWaterMark) return stream_->pause_input();
    const auto bytes = stream_->input();
    if (bytes.empty()) break;
    const auto used = reader_.feed(bytes, *this);
    limiter_.charge_input(used, reactor_.now());
    stream_->consume(used);
  }
  if (!stream_->open()) return;
  if (expects_first_line() && rejects(wire::foreign_beginning(reader_.partial_line()))) return;
  if (limiter_.throttled()) return throttle();
  if (peer_ended_) handle_end_of_input();
}

void Conversation::throttle() {
  stream_->pause_input();
  schedule();
}

void Conversation::handle_end_of_input() {
  reader_.finish(*this);
  if (!closing_.empty()) {
    outcome_ = Outcome::idle;
    display_.show(closing_);
  }
  finish(leaving_ ? Outcome::ended : outcome_);
}

bool Conversation::handle_line(std::string_view line) {
  owner_.on_line_received();
  if (!closing_.empty()) print_under_address(std::exchange(closing_, {}));
  const auto bytes = line.size();
  const bool blank = base::trim(line).empty();
  if (expects_first_line() && rejects(wire::foreign_protocol(line))) return false;
  first_line_read_ = first_line_read_ || !blank;
  handle(wire::duo::parse(line));  // may close the stream, which frees the line
  if (!blank) limiter_.charge_line(bytes, reactor_.now());
  return may_read();
}

bool Conversation::handle_overlong_line() {
  owner_.on_line_received();
  if (expects_first_line()) {
    reject({DecodeError::Kind::first_line_too_long});
    return false;
  }
  send(wire::duo::decode_error({DecodeError::Kind::line_too_long}, setup_.max_line));
  limiter_.charge_line(0, reactor_.now());
  return may_read();
}

void Conversation::handle(const Line& line) {
  const bool from_host = setup_.role == Role::guest;
  switch (line.kind) {
    case Line::Kind::blank:
      return;
    case Line::Kind::exit:
      return dismiss(wire::duo::goodbye(peer_name_));
    case Line::Kind::closing:
      closing_ = line.text;
      return;
    case Line::Kind::goodbye:
    case Line::Kind::notice:
      if (!from_host) break;
      if (line.kind == Line::Kind::goodbye) outcome_ = Outcome::ended;
      return display_.show_once(line.text);
    case Line::Kind::error:
      if (!from_host) break;
      return console_.interactive() ? display_.show(line.text) : owner_.on_error(line.text);
    case Line::Kind::said:
      if (line.name.empty() || wire::duo::same_name(line.name, name_)) break;
      peer_name_ = line.name;
      return display_.show(wire::duo::say(line.name, line.text));
  }
  print_under_address(line.name.empty() ? std::string(line.text)
                                        : wire::duo::say(line.name, line.text));
}

/// The name in such a line cannot be trusted, so the peer's address stands in its place.
void Conversation::print_under_address(std::string_view text) {
  display_.show(wire::duo::say(address_, text));
}

void Conversation::on_due(base::Instant now) {
  if (leaving_) {
    outcome_ = Outcome::ended;
    return stream_->abort();
  }
  if (limiter_.try_resume(now)) {
    active_at_ = now;
    stream_->resume_input();
    read_lines();
  }
  if (stream_->open()) check_idle(now);
}

void Conversation::check_idle(base::Instant now) {
  if (limiter_.throttled() || now < idle_at()) return schedule();
  const auto notice = wire::duo::closing(setup_.idle_timeout);
  display_.show(notice);
  send(notice);
  finish(Outcome::idle);
}

void Conversation::schedule() {
  if (leaving_) return;
  deadline_.set(limiter_.throttled() ? limiter_.resumes_at() : idle_at());
}

base::Instant Conversation::idle_at() {
  if (setup_.idle_timeout == base::Duration::zero()) return base::Instant::max();
  return std::max(active_at_, stream_->last_activity()) + setup_.idle_timeout;
}

void Conversation::on_closed(reactor::Stream::CloseReason how) {
  using CloseReason = reactor::Stream::CloseReason;
  if (how == CloseReason::overflow || how == CloseReason::stalled) owner_.on_too_slow();
  end();
  owner_.on_over(*this, outcome_);
}

}  // namespace tertulia::duo
