#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

class Deadlines;
class Stream;
class Transport;

/// Drops a stream: see `Stream`.
struct StreamDeleter {
  void operator()(Stream* stream) const noexcept;
};
/// Owns a stream.
using StreamHandle = std::unique_ptr<Stream, StreamDeleter>;

/// One connected socket: bytes in, bytes out, and an end in which nothing is lost.
///
/// Ownership: `create()` makes a stream, and a handle owns it. The owner may drop the handle at any
/// time, also within the handler's own calls. From then on the handler gets no call, what was
/// written and has not left is lost, and the socket is closed by the end of the loop's next pass.
///
/// Life: open → draining → closed.
///  - `close()` begins to drain: what was written is delivered, the writing side is shut down, and
///    what the peer still sends is read and dropped until it ends too or the deadline passes. So no
///    reset can eat the last line.
///  - Closed at once: a queue over its limit or not moving, `abort()`, or the drain's deadline.
///  - When the connection is lost nothing can be delivered any more, but what came in before may
///    still be read: it looks as if the peer had ended, and `close()` then closes at once.
/// The handler's `on_closed` is called exactly once, from the edge of the loop, as the last call.
/// All methods are legal at any time, and do nothing once they make no sense.
class Stream : protected DeferredTask {
 public:
  /// So much is read at once from one peer, at the most.
  static constexpr std::size_t kMaxRead = std::size_t{16} * 1024;
  /// So much of what a peer still sends while it drains is read; then it is left to its deadline.
  static constexpr std::size_t kMaxDropped = std::size_t{1024} * 1024;

  enum class CloseReason : unsigned char {
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

  /// A stream on a connected socket, in plain text. The first call to the handler comes from the
  /// loop. Reading begins at once, or where there is no handler when one is set.
  static StreamHandle create(Reactor& reactor, Deadlines& deadlines, Socket socket,
                             Handler& handler, Limits limits);
  static StreamHandle create(Reactor& reactor, Deadlines& deadlines, Socket socket, Limits limits);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// From now on the calls go to this handler. What the former one was told is not told again:
  /// look at `input()` and `peer_ended()`.
  virtual void set_handler(Handler& handler) = 0;
  /// From now on bytes go through this transport, both ways; it also gets the input that was not
  /// consumed, from the loop. What was written before is sent as it is.
  virtual void set_transport(std::unique_ptr<Transport> transport) = 0;

  /// The contiguous beginning of what has come in and was not consumed, made as long as
  /// `contiguous` where there is so much; empty when there is none. Valid until the next call,
  /// `consume()`, `close()`, `abort()` or a return to the loop.
  std::string_view input() const { return input(1); }
  virtual std::string_view input(std::size_t contiguous) const = 0;
  virtual void consume(std::size_t bytes) = 0;

  /// Stops and restarts reading. What was read already stays in `input()`, and restarting makes no
  /// call for it. While paused, the peer's end is not noticed.
  virtual void pause_input() = 0;
  virtual void resume_input() = 0;

  /// Sends, at once as far as the kernel takes it, in order. A caller that writes to many streams
  /// passes the time.
  virtual void write(std::string_view bytes, base::Instant now) = 0;
  virtual void write(std::string_view bytes) = 0;
  /// Bytes that still wait for the peer, counted as they go over the wire.
  virtual std::size_t queued() const = 0;

  virtual void close() = 0;
  virtual void abort() = 0;
  virtual bool open() const = 0;
  /// The handler was told so: `Handler::on_peer_ended`.
  virtual bool peer_ended() const = 0;
  /// Nothing can be delivered any more.
  virtual bool lost() const = 0;

  /// Whether the peer has sent something that was not consumed yet, the kernel's part included: the
  /// loop may not have come to it, after the process was stopped or the machine was busy.
  virtual bool has_unread() const = 0;
  /// When a byte last went in or out; for a part of a backlog that went out, when it was first
  /// asked about.
  virtual base::Instant last_activity() = 0;
  /// Whether something that was sent is unacknowledged, and the peer's machine has not been heard
  /// of for so long: its network is gone, or it is off. A peer that does not read is not meant.
  virtual bool unanswered_for(base::Duration time) const = 0;
  /// Bytes that came over the wire since the last call, and are no input: what a transport needs
  /// for itself. None in plain text.
  virtual std::size_t take_overhead() = 0;
  virtual void set_limits(Limits limits) = 0;

 protected:
  Stream() = default;
  virtual ~Stream() = default;

 private:
  friend struct StreamDeleter;
  virtual void drop() noexcept = 0;
};

}  // namespace tertulia::reactor
