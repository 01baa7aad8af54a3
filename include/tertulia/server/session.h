#pragma once

#include <memory>
#include <string>

#include "tertulia/base/limits.h"
#include "tertulia/chat/command.h"
#include "tertulia/chat/event.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/server/broadcast.h"
#include "tertulia/server/session_state.h"
#include "tertulia/server/statistics.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

/// The limits that a client's stream enforces.
reactor::Stream::Limits stream_limits(const base::Limits& limits);

/// One client's connection to the hub, from its first byte to its last. It turns bytes into
/// commands, watches the client's deadlines and its rate, and alone decides when the connection
/// closes.
///
/// Phases: login → member (when the hub has accepted its name) → closing (by its own wish, at the
/// end of its input, or because a deadline passed). A connection in `closing` drains; see `Stream`.
/// While a command is pending, no further input is read.
class Session final : private reactor::Stream::Handler,
                      private reactor::Deadline::Handler,
                      private wire::Decoder::Sink {
 public:
  using Phase = SessionState::Phase;

  /// A client that sends nothing for so long is asked for its name.
  static constexpr base::Duration kPromptDelay{300};

  /// What a session needs from the server that owns it. Outlives all sessions.
  class Owner {
   public:
    virtual base::Instant now() const = 0;
    virtual const base::Limits& limits() const = 0;
    /// Where the session counts.
    virtual Statistics& count() = 0;
    virtual chat::CommandResult execute(Session& session, const chat::Command& command) = 0;
    /// The client has left: it is no member any more, nor will a pending login make it one.
    virtual void on_left(Session& session) = 0;
    /// The connection is closed: destroy the session, here or later.
    virtual void on_closed(Session& session, reactor::Stream::CloseReason reason) = 0;

   protected:
    ~Owner() = default;
  };

  /// Goes on with a client where `state` says, on this connection.
  Session(Owner& owner, reactor::Deadlines& deadlines, reactor::StreamHandle stream,
          reactor::Peer peer, SessionState state);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Whether `detach()` may be called: no command is pending, and the connection is not closing.
  bool can_detach() const { return is_open() && !pending_; }
  /// Takes the client off this connection. The session must then be destroyed. The owner fills in
  /// the client's name and rooms.
  SessionState detach();

  /// Sends an event to this client alone.
  void send(const chat::Event& event);
  /// The hub has accepted the client's name.
  void set_member();
  /// The pending command is finished: reads on.
  void resume();
  /// Sends the reason, and lets the connection drain. A member remains one until the connection is
  /// closed: its leave is not announced, since all others are closed too.
  void close(const chat::Event& reason);
  /// The limits have changed.
  void apply_limits();

  chat::MemberId id() const { return id_; }
  Phase phase() const { return phase_; }
  const wire::Dialect& dialect() const { return *dialect_; }
  Broadcast::Subscriber& subscriber() { return subscriber_; }
  const reactor::Peer& peer() const { return peer_; }
  const base::TokenBucket& bucket() const { return limiter_.bucket(); }
  base::Instant opened_at() const { return opened_at_; }

 private:
  void on_input() override;
  void on_peer_ended() override;
  void on_closed(reactor::Stream::CloseReason reason) override;
  void on_due(base::Instant now) override;
  bool handle_command(const chat::Command& command, std::size_t bytes) override;
  bool handle_error(wire::DecodeError error) override;

  bool is_open() const { return phase_ != Phase::closing && stream_->open(); }
  bool may_read() const { return is_open() && !limiter_.throttled() && !pending_; }
  bool has_unread() const;
  void detect_dialect(std::string_view first_bytes);
  void read_input();
  void consume(std::size_t bytes);
  void handle_end_of_input();
  void leave();
  void start_closing();
  void check_reset(base::Instant now);
  base::Instant next_reset_check();
  void check_login(base::Instant now);
  void close_login();
  bool login_overdue(base::Instant now) const;
  void check_idle(base::Instant now);
  void schedule();

  Owner& owner_;
  const chat::MemberId id_;
  const reactor::Peer peer_;
  const base::Instant opened_at_;
  reactor::StreamHandle stream_;
  Broadcast::Subscriber subscriber_;
  reactor::Deadline deadline_;
  const wire::Dialect* dialect_;
  std::unique_ptr<wire::Decoder> decoder_;  // null until the first byte
  std::unique_ptr<std::string> unread_;     // of a former connection; it is read first
  base::RateLimiter limiter_;
  Phase phase_;
  bool pending_ = false;
  bool peer_ended_ = false;
  bool prompted_;
  bool has_input_;
};

}  // namespace tertulia::server
