#include "tertulia/server/session.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "tertulia/reactor/certificate.h"

namespace tertulia::server {
namespace {

/// A console is the administrator's, and gets all rows of a list at once.
constexpr std::uint64_t kConsoleQueue = std::uint64_t{32} * 1024 * 1024;

/// Whether an event can be the answer to a request of this client. Others arrive at any time.
struct MayAnswer {
  chat::MemberId client;

  bool operator()(const chat::BanSet& act) const { return act.author == client; }
  bool operator()(const chat::BanLifted& act) const { return act.author == client; }
  bool operator()(const chat::MuteChanged& act) const {
    return act.author == client && !act.to_muted;
  }
  bool operator()(const chat::PrivateMessage& message) const { return message.author == client; }
  bool operator()(const chat::Invited& invited) const { return invited.to_inviter; }
  bool operator()(const chat::Entered& entered) const { return entered.is_answer; }
  bool operator()(const chat::AccountChanged& changed) const { return changed.is_answer(); }
  bool operator()(const chat::ServerOperatorChanged& changed) const { return changed.to_actor; }
  bool operator()(const chat::Acknowledged& /*event*/) const { return false; }
  bool operator()(const chat::Gap& /*event*/) const { return false; }
  bool operator()(const chat::Joined& /*event*/) const { return false; }
  bool operator()(const chat::Left& /*event*/) const { return false; }
  bool operator()(const chat::Closing& /*event*/) const { return false; }
  template <class Other>
  bool operator()(const Other& /*event*/) const {
    return true;
  }
};

}  // namespace

reactor::Stream::Limits stream_limits(const base::Limits& limits, chat::Trust trust) {
  const bool console = trust == chat::Trust::console;
  return {console ? std::max(kConsoleQueue, limits.send_queue) : limits.send_queue,
          limits.drain_timeout, limits.send_timeout};
}

Session::Session(Owner& owner, reactor::Deadlines& deadlines, reactor::StreamHandle stream,
                 reactor::Peer peer, SessionState state)
    : owner_(owner),
      id_(state.id),
      peer_(std::move(peer)),
      opened_at_(state.opened_at),
      stream_(std::move(stream)),
      subscriptions_(*stream_),
      deadline_(deadlines, *this),
      dialect_(state.dialect != nullptr ? state.dialect : &wire::default_dialect()),
      decoder_(std::move(state.decoder)),
      numbers_(std::move(state.numbers)),
      memory_(std::move(state.memory)),
      recent_(state.recent),
      limiter_(state.limiter),
      phase_(state.phase),
      pending_(state.pending.has_value()),
      counted_(state.counted),
      prompted_(state.prompted),
      has_input_(state.has_input),
      encrypted_(state.encrypted),
      tls_required_(state.tls_required),
      trust_(state.trust) {
  if (!state.unread.empty()) unread_ = std::make_unique<std::string>(std::move(state.unread));
  apply_input_limits();
  stream_->set_handler(*this);
  peer_ended_ = stream_->peer_ended();
  if (limiter_.throttled()) stream_->pause_input();
  schedule();
  if (unread_) deadline_.set(owner_.now());
}

SessionState Session::detach() {
  acknowledge();
  SessionState state(id_, limiter_, opened_at_);
  state.phase = phase_;
  state.recent = recent_;
  state.dialect = decoder_ ? dialect_ : nullptr;
  if (pending_) {
    const auto request = decoder_->request();
    state.pending = SessionState::PendingRequest{std::string(request.tag), request.number};
  }
  state.decoder = std::move(decoder_);
  state.numbers = std::move(numbers_);
  state.memory = std::move(memory_);
  state.counted = counted_;
  state.prompted = prompted_;
  state.has_input = has_input_;
  state.encrypted = encrypted_;
  if (unread_) state.unread = std::move(*unread_);
  for (auto bytes = stream_->input(); !bytes.empty(); bytes = stream_->input()) {
    state.unread += bytes;
    stream_->consume(bytes.size());
  }
  subscriptions_.unsubscribe_all();
  phase_ = Phase::closing;
  return state;
}

SessionState Session::hand_over() {
  send(chat::Closing{chat::CloseReason::replaced});
  auto state = detach();
  stream_->close();
  deadline_.clear();
  return state;
}

Session::Connection Session::release() {
  Connection connection;
  connection.peer = std::move(peer_);
  connection.decoder = std::move(decoder_);
  if (unread_) connection.unread = std::move(*unread_);
  connection.encrypted = encrypted_;
  connection.trust = trust_;
  connection.stream = std::move(stream_);
  return connection;
}

void Session::refuse_resume() {
  const auto cause = log_cause();
  answer(chat::Refused{chat::Problem::unknown_session, {}});
  resuming_ = false;
  read_received();
}

void Session::answer(const chat::Event& event) {
  executing_ = true;
  send(event);
  executing_ = false;
}

void Session::go_on_with(const SessionState::PendingRequest& pending) {
  decoder_->set_request({pending.tag, pending.number});
}

void Session::read_received() {
  if (may_read()) stream_->resume_input();
  read_input();
}

/// Nothing follows the last event.
void Session::send(const chat::Event& event, wire::View view) {
  const bool last =
      std::holds_alternative<chat::Goodbye>(event) || std::holds_alternative<chat::Closing>(event);
  if (last) acknowledge();
  std::string text;
  const auto request = request_answered_by(event);
  note_refusal(event, request.number);
  dialect_->render(event, {view, request}, text);
  if (std::holds_alternative<chat::PasswordRequest>(event)) text += decoder_->expect_password();
  send_rendered(text);
}

void Session::note_refusal(const chat::Event& event, chat::Number answered) {
  if (!numbers_) return;
  const auto* refused = std::get_if<chat::Refused>(&event);
  const bool asks = std::holds_alternative<chat::PasswordRequest>(event);
  if (refused != nullptr && refused->number != 0) answered = refused->number;
  if (refused != nullptr || asks) numbers_->refuse(answered);
}

wire::RequestInfo Session::request_answered_by(const chat::Event& event) const {
  const bool answers = (executing_ || pending_) && std::visit(MayAnswer{id_}, event);
  return answers ? decoder_->request() : wire::RequestInfo{};
}

void Session::send_rendered(std::string_view text) {
  owner_.count().lines_sent += count_lines(text);
  subscriptions_.send(text);
}

void Session::set_member() {
  phase_ = Phase::member;
  decoder_->set_logged_in();
}

std::string Session::key() const {
  const auto key = stream_->peer_key();
  return key.empty() ? std::string() : reactor::fingerprint_of(key);
}

bool Session::accepts_private() const {
  return stream_->queued() <= owner_.limits().send_queue / kPrivateQueueDivisor;
}

void Session::close(const chat::Event& reason) {
  if (!is_open()) return;
  send(reason);
  if (phase_ == Phase::login) {
    owner_.on_left(*this, chat::LeaveReason::left);  // a login may be pending
  }
  start_closing();
}

void Session::start_closing() {
  acknowledge();
  phase_ = Phase::closing;
  held_ = false;
  subscriptions_.unsubscribe_all();
  stream_->close();
  deadline_.clear();
}

void Session::apply_limits() {
  const auto& limits = owner_.limits();
  stream_->set_limits(stream_limits(limits, trust_));
  apply_input_limits();
  limiter_.refill();
  if (is_open()) schedule();
}

void Session::apply_input_limits() {
  const auto& limits = owner_.limits();
  limiter_.set_limits({limits.rate, limits.burst});
  if (decoder_) decoder_->set_max_line(limits.max_line);
}

void Session::on_closed(reactor::Stream::CloseReason reason) { owner_.on_closed(*this, reason); }

void Session::lose() {
  if (phase_ == Phase::member) {
    owner_.on_lost(*this);
  } else {
    owner_.on_left(*this, chat::LeaveReason::left);
  }
  start_closing();
}

void Session::leave(chat::LeaveReason reason) {
  owner_.on_left(*this, reason);
  start_closing();
}

}  // namespace tertulia::server
