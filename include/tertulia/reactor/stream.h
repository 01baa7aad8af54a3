#pragma once

#include <cstddef>
#include <string_view>

#include "tertulia/base/units.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/socket.h"

struct bufferevent;

namespace tertulia::reactor {

/// One connected socket: bytes in, bytes out, and an end in which nothing is lost.
///
/// Life: open → draining → closed.
///  - `close()` begins to drain: what was written is delivered, the writing side is shut down, and
///    what the peer still sends is read and dropped until it ends too or the deadline passes. So no
///    reset can eat the last line.
///  - Closed at once: a queue over its limit or not moving, `abort()`, or the drain's deadline.
///  - When the connection is lost nothing can be delivered any more, but what came in before may
///    still be read: it looks as if the peer had ended, and `close()` then closes at once.
/// The handler's `on_closed` is called exactly once, from the edge of the loop, as the last call;
/// there, and anywhere outside of this stream's own calls to its handler, the stream may be
/// destroyed. All other methods are legal at any time, and do nothing once they make no sense.
class Stream final : private DeferredTask, private Deadline::Handler {
 public:
  /// So much is read at once from one peer, at the most.
  static constexpr std::size_t kMaxRead = std::size_t{16} * 1024;
  /// So much of what a peer still sends while it drains is read; then it is left to its deadline.
  static constexpr std::size_t kMaxDropped = std::size_t{1024} * 1024;

  enum class CloseReason {
    orderly,        ///< Drained, and the peer ended too.
    drain_timeout,  ///< Drained, but the peer had not ended by the deadline.
    reset,          ///< Reset, or unreachable: not all was delivered.
    overflow,       ///< The peer read too slowly: more was waiting for it than may.
    stalled,        ///< The peer took nothing of what was waiting for it for too long.
    aborted
  };

  class Handler {
   public:
    /// There is new input; look at `input()` and `consume()` what is done with.
    virtual void on_input() = 0;
    /// The peer will send no more; all that it sent is in `input()`. Writing is still possible,
    /// unless the connection was lost. The owner closes the stream sooner or later.
    virtual void on_peer_ended() = 0;
    /// All that was written has been handed to the kernel, after some of it had to wait.
    virtual void on_written() {}
    virtual void on_closed(CloseReason reason) = 0;

   protected:
    ~Handler() = default;
  };

  struct Limits {
    std::size_t queue;     ///< Bytes that may wait for the peer; see `SendBudget`.
    base::Duration drain;  ///< How long draining may take, whether the peer takes anything or not.
    /// How long an open stream's peer may take nothing of what waits for it, or twice as long of
    /// what the kernel holds for it; 0 for ever. What it takes is noticed up to a quarter of this
    /// later.
    base::Duration stall{};
  };

  /// Reading begins at once; the first call to the handler comes from the loop.
  Stream(Reactor& reactor, Deadlines& deadlines, Socket socket, Handler& handler, Limits limits);
  /// Closes the socket, without a call to the handler; the descriptor is given back in the loop's
  /// next pass.
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// The contiguous beginning of what has come in and was not consumed, made as long as
  /// `contiguous` where there is so much; empty when there is none. Valid until the next call,
  /// `consume()`, `close()`, `abort()` or a return to the loop.
  std::string_view input(std::size_t contiguous = 1) const;
  void consume(std::size_t bytes);

  /// Stops and restarts reading. What was read already stays in `input()`, and restarting makes no
  /// call for it. While paused, the peer's end is not noticed.
  void pause_input();
  void resume_input();

  /// Sends, at once as far as the kernel takes it, in order. A caller that writes to many streams
  /// passes the time.
  void write(std::string_view bytes, base::Instant now);
  void write(std::string_view bytes) { write(bytes, reactor_.now()); }
  /// Bytes written that still wait for the peer.
  std::size_t queued() const;

  void close();
  void abort();
  bool open() const { return phase_ == Phase::open; }
  /// Nothing can be delivered any more.
  bool lost() const { return lost_; }

  /// Whether the peer has sent something that was not consumed yet, the kernel's part included: the
  /// loop may not have come to it, after the process was stopped or the machine was busy.
  bool has_unread() const;
  /// When a byte last went in or out; for a part of a backlog that went out, when it was first
  /// asked about.
  base::Instant last_activity();
  /// Whether something that was sent is unacknowledged, and the peer's machine has not been heard
  /// of for so long: its network is gone, or it is off. A peer that does not read is not meant.
  bool unanswered_for(base::Duration time) const;
  void set_limits(Limits limits);

 private:
  enum class Phase : unsigned char { open, draining, closed };
  struct Callbacks;

  void on_due(base::Instant now) override;
  void run() override;
  void handle_input();
  void handle_written();
  void check_stall(base::Instant now);
  bool takes_more() const;
  void handle_event(short what);
  std::size_t send_now(std::string_view bytes, base::Instant now);
  bool note_progress(base::Instant now);
  bool fits(std::size_t bytes, base::Instant now);
  void read_on();
  void drop_input();
  void forget_backlog();
  void watch_backlog(base::Instant now);
  void limit_unacknowledged();
  void finish_writing();
  void lose();
  void finish(CloseReason reason);

  Reactor& reactor_;
  Handler& handler_;
  bufferevent* bufferevent_ = nullptr;
  Limits limits_;
  Deadline deadline_;  // open: the next look for a stall; draining: the end of it
  base::Instant last_activity_;
  base::Instant last_progress_{};  // when the peer took a part of the backlog, or it began
  std::size_t backlog_ = 0;        // as it was when last looked at
  Phase phase_ = Phase::open;
  CloseReason close_reason_ = CloseReason::orderly;
  bool peer_ended_ = false;
  bool lost_ = false;  // nothing can be delivered any more
  bool shut_down_ = false;
  std::size_t dropped_ = 0;  // bytes of input, while draining
};

}  // namespace tertulia::reactor
