#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/base/limits.h"
#include "tertulia/base/log.h"
#include "tertulia/base/recent_bytes.h"
#include "tertulia/chat/command.h"
#include "tertulia/chat/event.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/server/backpressure.h"
#include "tertulia/server/request_numbers.h"
#include "tertulia/server/session_state.h"
#include "tertulia/server/statistics.h"
#include "tertulia/server/subscriptions.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::reactor {
class Transport;
}  // namespace tertulia::reactor

namespace tertulia::server {

/// The limits that a client's stream enforces.
reactor::Stream::Limits stream_limits(const base::Limits& limits, chat::Trust trust);

/// One client's connection to the hub, from its first byte to its last. It decodes bytes into
/// commands and enforces the client's timeouts and rate limit. Only the session decides when the
/// connection closes.
///
/// A connection whose first byte begins TLS gets a TLS transport; its dialect is detected by the
/// bytes inside TLS. A connection that must use TLS gets no prompt in plain text, and is refused at
/// its first byte, or when its time for the login ends.
///
/// Phases: login → member (the hub has accepted its name) → closing (the client has left, its input
/// has ended, or a timeout has passed). In `closing` the connection drains; see `Stream`. While a
/// command is pending, or `Backpressure` holds the client, the session reads no further input.
class Session final : private reactor::Stream::Handler,
                      private reactor::Deadline::Handler,
                      private wire::Decoder::Sink {
 public:
  using Phase = SessionState::Phase;

  /// A connection that is not counted as a client must resume a session within this part (1/10) of
  /// `--login-timeout`.
  static constexpr int kLoginGraceDivisor = 10;

  /// If a client sends nothing for this time, the server asks it for its name.
  static constexpr base::Duration kPromptDelay{300};

  /// A TLS handshake is charged like a line of so many bytes.
  static constexpr std::size_t kHandshakePrice = 2048;

  /// What others address to a client alone may fill this part (1/4) of its queue.
  static constexpr std::size_t kPrivateQueueDivisor = 4;

  /// The connection of a client without its session: another session can go on with it.
  struct Connection {
    reactor::StreamHandle stream;
    reactor::Peer peer;
    std::unique_ptr<wire::Decoder> decoder;  ///< With a partial request.
    std::string unread;
    bool encrypted = false;
    chat::Trust trust = chat::Trust::none;
  };

  /// The server that owns the session, as far as the session needs it. It outlives all sessions.
  class Owner {
   public:
    virtual base::Instant now() const = 0;
    virtual const base::Limits& limits() const = 0;
    /// The session counts its lines here.
    virtual Statistics& count() = 0;
    virtual Backpressure& backpressure() = 0;
    /// The transport of a connection that begins TLS now; null where TLS is off.
    virtual std::unique_ptr<reactor::Transport> make_tls_transport() = 0;
    virtual chat::CommandResult execute(Session& session, const chat::Command& command) = 0;
    /// More of the client's numbered requests are finished. Call `set_stored()` when they are
    /// stored.
    virtual void on_requests_finished(Session& session) = 0;
    /// Call `acknowledge()` at the end of the pass.
    virtual void acknowledge_later(Session& session) = 0;
    /// The client has left. It is not a member any more, and a pending login must not make it one.
    virtual void on_left(Session& session, chat::LeaveReason reason) = 0;
    /// The client wants to go on with another session. Call `refuse_resume()`, or `release()` and
    /// destroy this session, but not in this call. Meanwhile it reads nothing.
    virtual void resume_later(Session& session, const wire::ResumeRequest& request) = 0;
    /// The connection is not counted as a client and has not resumed a session. Call
    /// `set_counted()`, or `close()` it because there is no place.
    virtual void settle(Session& session) = 0;
    /// The input of a member has ended without a goodbye: it has left, or its state is detached.
    virtual void on_lost(Session& session) = 0;
    /// The connection is closed. Destroy the session, in this call or later.
    virtual void on_closed(Session& session, reactor::Stream::CloseReason reason) = 0;

   protected:
    ~Owner() = default;
  };

  /// Serves a client on this connection. `state` is that of a new client, or of one that was
  /// detached from its former connection.
  Session(Owner& owner, reactor::Deadlines& deadlines, reactor::StreamHandle stream,
          reactor::Peer peer, SessionState state);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Whether `detach()` may be called by a test or an upgrade: no command is pending, and the
  /// connection is not closing.
  bool can_detach() const { return is_open() && !pending_; }
  /// Moves the client's state out of the session, which then only drains its connection, or must be
  /// destroyed. The owner fills in the client's name, rooms and host. Precondition: the phase is
  /// not `closing`.
  SessionState detach();
  /// The same for a client that goes on over another connection: says so, and drains this one.
  SessionState hand_over();
  /// Moves the connection out of a session that waits after `Owner::resume_later()`. Destroy it
  /// then.
  Connection release();
  /// There is no such session: sends an error, and reads the next request.
  void refuse_resume();
  /// Sends the answer to the resume.
  void answer(const chat::Event& event);
  /// From now on the answers are to the request that was pending when the client lost its former
  /// connection.
  void go_on_with(const SessionState::PendingRequest& pending);
  /// Reads what its connection has received before. Call it when the session was made for a
  /// connection that another session had.
  void read_received();

  /// Sends an event to this client alone. If a request of the client is being executed, the event
  /// is its answer.
  void send(const chat::Event& event, wire::View view = wire::View::current);
  /// Sends lines to this client alone.
  void send_rendered(std::string_view text);
  /// The hub has accepted the client's name.
  void set_member();
  /// The pending command is finished: reads the next input.
  void resume();
  /// The client leaves: it is told to the owner, and the connection drains.
  void leave(chat::LeaveReason reason = chat::LeaveReason::left);
  /// The message with this number is ordered.
  void finish_request(chat::Number number);
  /// All its requests up to this number are stored.
  void set_stored(chat::Number number);
  /// Sends the client up to which number its requests are stored, if that is not sent yet.
  void acknowledge();
  /// `Backpressure` has held the client long enough: reads at least its next request.
  void read_held();
  /// Sends the reason and drains the connection, at the server's shutdown, at a login timeout, or
  /// when the hub ends the session. A
  /// member stays a member until the connection is closed. So its leave is not announced, since all
  /// other connections close, too.
  void close(const chat::Event& reason);
  /// Call this when the limits have changed.
  void apply_limits();

  /// Whether `Backpressure` holds the client.
  bool held() const { return held_; }
  /// See `Backpressure`.
  std::size_t load() const { return recent_.sum(owner_.now()) + next_input().size(); }
  /// Whether it may get what others address to it alone; see `Delivery::accepts_private()`.
  bool accepts_private() const;

  chat::MemberId id() const { return id_; }
  Phase phase() const { return phase_; }
  /// Whether it must still give a name. A console never gives one.
  bool lacks_name() const { return phase_ == Phase::login && trust_ != chat::Trust::console; }
  const wire::Dialect& dialect() const { return *dialect_; }
  Subscriptions& subscriptions() { return subscriptions_; }
  const reactor::Peer& peer() const { return peer_; }
  const base::TokenBucket& bucket() const { return limiter_.bucket(); }
  base::Instant opened_at() const { return opened_at_; }
  /// Whether its connection uses TLS.
  bool encrypted() const { return encrypted_; }
  chat::Trust trust() const { return trust_; }
  /// The fingerprint of the key that the client has shown in TLS; empty if there is none.
  std::string key() const;
  /// Null if the client cannot resume.
  ResumeMemory* memory() const { return memory_.get(); }
  void set_memory(std::unique_ptr<ResumeMemory> memory) { memory_ = std::move(memory); }
  const RequestNumbers* numbers() const { return numbers_.get(); }
  /// See `SessionState::counted`.
  bool counted() const { return counted_; }
  void set_counted();
  /// Whether it waits after `Owner::resume_later()`.
  bool resuming() const { return resuming_; }
  /// While it lives, lines of the log count as caused by this client.
  base::log::Cause log_cause() const { return {peer_.host, static_cast<std::uint64_t>(id_)}; }

 private:
  void on_input() override;
  void on_ready() override { schedule(); }
  void on_peer_ended() override;
  void on_closed(reactor::Stream::CloseReason reason) override;
  void on_due(base::Instant now) override;
  bool handle_command(const chat::Command& command, std::size_t bytes) override;
  bool handle_resume(const wire::ResumeRequest& request, std::size_t bytes) override;
  bool handle_error(const wire::DecodeError& error) override;
  void handle_reply(std::string_view bytes) override { subscriptions_.send(bytes); }

  bool is_open() const { return phase_ != Phase::closing && stream_->open(); }
  bool may_read() const {
    return is_open() && !limiter_.throttled() && !pending_ && !held_ && !resuming_;
  }
  bool has_unread() const;
  bool detect_dialect(std::string_view first_bytes);
  void use_dialect(const wire::Dialect& dialect);
  bool begin_tls(std::string_view first_bytes);
  void read_input();
  void decode_input();
  std::string_view next_input() const;
  void hold_if_needed();
  bool begin_request(chat::Number number);
  void finish_pending();
  void acknowledge_later();
  chat::CommandResult execute(const chat::Command& command);
  wire::RequestInfo request_answered_by(const chat::Event& event) const;
  void note_refusal(const chat::Event& event, chat::Number answered);
  void charge(std::size_t size, std::size_t bytes);
  void charge_input(std::size_t bytes);
  void consume(std::size_t bytes);
  void handle_end_of_input();
  void lose();
  void start_closing();
  void apply_input_limits();
  void check_reset(base::Instant now);
  base::Instant next_reset_check();
  void check_login(base::Instant now);
  bool may_be_idle() const { return phase_ == Phase::member || trust_ == chat::Trust::console; }
  base::Instant prompt_at() const;
  void close_login();
  base::Duration login_timeout() const;
  bool login_overdue(base::Instant now) const;
  void check_idle(base::Instant now);
  void schedule();

  Owner& owner_;
  const chat::MemberId id_;
  reactor::Peer peer_;
  const base::Instant opened_at_;
  reactor::StreamHandle stream_;
  Subscriptions subscriptions_;
  reactor::Deadline deadline_;
  const wire::Dialect* dialect_;
  std::unique_ptr<wire::Decoder> decoder_;   // null until the first byte
  std::unique_ptr<std::string> unread_;      // input of the former connection, which is read first
  std::unique_ptr<RequestNumbers> numbers_;  // null until the first number
  std::unique_ptr<ResumeMemory> memory_;     // null if it cannot resume
  base::RecentBytes recent_;
  // Small members fill the padding of the limiter.
  [[no_unique_address]] base::RateLimiter limiter_;
  Phase phase_;
  bool executing_ : 1 = false;
  bool resuming_ : 1 = false;
  bool pending_ : 1;
  bool counted_ : 1;
  bool acknowledging_ : 1 = false;
  bool held_ : 1 = false;
  bool peer_ended_ : 1 = false;
  bool prompted_ : 1;
  bool has_input_ : 1;
  bool encrypted_ : 1;
  bool tls_required_ : 1;
  chat::Trust trust_;
};

}  // namespace tertulia::server
