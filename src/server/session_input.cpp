/// How a session reads its client's input and executes its requests.
#include <algorithm>
#include <memory>
#include <variant>

#include "tertulia/reactor/transport.h"
#include "tertulia/server/access_log.h"
#include "tertulia/server/session.h"

namespace tertulia::server {
namespace {

/// The number of a message, which is finished when it is ordered. 0 for other requests.
chat::Number number_of(const chat::Command& command) {
  const auto* say = std::get_if<chat::Say>(&command);
  return say == nullptr ? 0 : say->number;
}

}  // namespace

void Session::resume() {
  const auto cause = log_cause();
  pending_ = false;
  if (numbers_) finish_pending();
  read_received();
}

void Session::read_held() {
  const auto cause = log_cause();
  held_ = false;
  if (may_read()) stream_->resume_input();
  decode_input();
}

void Session::hold_if_needed() {
  auto& backpressure = owner_.backpressure();
  if (!backpressure.active() || !may_read() || next_input().empty()) return;
  if (backpressure.admits(load())) return;
  held_ = true;
  backpressure.hold(id_);
}

/// An overdue login gets more time while it has unread input. Now the input is read.
void Session::on_input() {
  const auto cause = log_cause();
  read_input();
  if (!is_open() || may_be_idle() || held_ || resuming_) return;
  if (login_overdue(owner_.now())) close_login();
}

void Session::on_peer_ended() {
  const auto cause = log_cause();
  peer_ended_ = true;
  if (encrypted_ && !stream_->failure().empty()) {
    access_log::tls_failed(peer_.name, stream_->failure());
  }
  read_input();
}

void Session::read_input() {
  hold_if_needed();
  decode_input();
}

std::string_view Session::next_input() const {
  return unread_ ? std::string_view(*unread_) : stream_->input();
}

void Session::decode_input() {
  if (encrypted_) charge_input(stream_->take_overhead());
  while (may_read()) {
    const auto bytes = next_input();
    if (bytes.empty()) break;
    if (!decoder_ && !detect_dialect(bytes)) break;
    const auto used = decoder_->feed(bytes, *this);
    charge_input(used);
    consume(used);
  }
  if (!is_open()) return;
  has_input_ = has_input_ || (decoder_ && decoder_->has_partial_request());
  if (!may_read()) {
    stream_->pause_input();
  } else if (peer_ended_) {
    return handle_end_of_input();
  }
  schedule();
}

void Session::charge_input(std::size_t bytes) {
  const auto now = owner_.now();
  limiter_.charge_input(bytes, now);
  recent_.add(bytes, now);
}

void Session::consume(std::size_t bytes) {
  if (!unread_) return stream_->consume(bytes);
  unread_->erase(0, bytes);
  if (unread_->empty()) unread_.reset();
}

/// Returns whether the decoder can read the bytes.
bool Session::detect_dialect(std::string_view first_bytes) {
  if (begin_tls(first_bytes)) return false;
  use_dialect(wire::detect_dialect(first_bytes));
  if (encrypted_ || !tls_required_) return true;
  handle_error({wire::DecodeError::Kind::tls_required});
  return false;
}

void Session::use_dialect(const wire::Dialect& dialect) {
  dialect_ = &dialect;
  decoder_ = dialect.make_decoder(owner_.limits().max_line);
  if (trust_ == chat::Trust::console) decoder_->set_logged_in();
}

bool Session::begin_tls(std::string_view first_bytes) {
  if (encrypted_ || !wire::begins_tls(first_bytes)) return false;
  auto transport = owner_.make_tls_transport();
  if (!transport) return false;
  encrypted_ = true;
  limiter_.charge_line(kHandshakePrice, owner_.now());
  stream_->set_transport(std::move(transport));
  return true;
}

void Session::handle_end_of_input() {
  if (decoder_ && stream_->failure().empty()) decoder_->finish(*this);
  if (!is_open()) return;
  if (pending_) return schedule();
  lose();
}

bool Session::handle_command(const chat::Command& command, std::size_t bytes) {
  ++owner_.count().lines_received;
  has_input_ = true;
  const bool blank = std::holds_alternative<chat::Nothing>(command);
  const auto size = std::max(bytes, wire::rendered_size(command));
  const auto number = decoder_->request().number;
  const bool begun = begin_request(number);
  const auto result = begun ? execute(command) : chat::CommandResult::done;
  if (result == chat::CommandResult::leave) leave();
  pending_ = result == chat::CommandResult::pending;
  if (begun && pending_ && numbers_) numbers_->set_pending(number);
  if (begun && !pending_ && number_of(command) == 0) finish_request(number);
  if (!blank) charge(size, bytes);
  hold_if_needed();
  return may_read();
}

chat::CommandResult Session::execute(const chat::Command& command) {
  executing_ = true;
  const auto result = owner_.execute(*this, command);
  executing_ = false;
  return result;
}

/// Only a member has requests that may have been had before.
bool Session::begin_request(chat::Number number) {
  if (number == 0 || phase_ != Phase::member) return true;
  if (!numbers_) numbers_ = std::make_unique<RequestNumbers>();
  if (numbers_->begin(number)) return true;
  acknowledge_later();
  return false;
}

void Session::finish_request(chat::Number number) {
  if (number == 0 || !numbers_) return;
  const auto before = numbers_->finished();
  numbers_->finish(number);
  if (numbers_->finished() != before) owner_.on_requests_finished(*this);
}

void Session::finish_pending() {
  const auto before = numbers_->finished();
  numbers_->finish_pending();
  if (numbers_->finished() != before) owner_.on_requests_finished(*this);
}

void Session::set_stored(chat::Number number) {
  if (number <= numbers_->stored()) return;
  numbers_->set_stored(number);
  acknowledge_later();
}

void Session::acknowledge_later() {
  if (!acknowledging_) owner_.acknowledge_later(*this);
  acknowledging_ = true;
}

void Session::acknowledge() {
  const bool due = acknowledging_ && is_open();
  acknowledging_ = false;
  if (due && numbers_->stored() > 0) send(chat::Acknowledged{numbers_->stored()});
}

bool Session::handle_resume(const wire::ResumeRequest& request, std::size_t bytes) {
  ++owner_.count().lines_received;
  has_input_ = true;
  resuming_ = true;
  owner_.resume_later(*this, request);
  charge(bytes, bytes);
  return false;
}

/// The request's own bytes are added to the recent ones when they are consumed.
void Session::charge(std::size_t size, std::size_t bytes) {
  const auto now = owner_.now();
  limiter_.charge_line(size, now);
  recent_.add(size - bytes, now);
}

bool Session::handle_error(const wire::DecodeError& error) {
  ++owner_.count().lines_received;
  const auto request = decoder_->request();
  if (begin_request(request.number)) {
    std::string text;
    dialect_->render_error(error, owner_.limits().max_line, request, text);
    send_rendered(text);
    if (numbers_) numbers_->refuse(request.number);
    finish_request(request.number);
  }
  if (error.ends_connection()) {
    access_log::rejected(peer_.name, error, owner_.limits().max_line);
    leave();
  }
  limiter_.charge_line(0, owner_.now());
  return may_read();
}

}  // namespace tertulia::server
