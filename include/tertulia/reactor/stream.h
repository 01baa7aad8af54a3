#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

class Deadlines;
class Stream;
class Transport;

/// Drops the stream; see `Stream`, "Ownership".
struct StreamDeleter {
  void operator()(Stream* stream) const noexcept;
};
/// Owns a stream.
using StreamHandle = std::unique_ptr<Stream, StreamDeleter>;

/// One connected socket: it receives bytes, sends bytes, and closes without losing any of them.
///
/// Ownership: `create()` returns a handle, which owns the stream. The owner may drop the handle at
/// any time, even in a call of the handler. From then on the handler gets no call, unsent bytes are
/// lost, and the socket is closed by the end of the loop's next pass.
///
/// States: open → draining → closed.
///  - `close()` begins to drain. The stream sends what was written, shuts down its output, and then
///    reads and discards input until the peer ends its output, too, or the deadline passes. So the
///    kernel sends no reset, which could destroy the last line on its way.
///  - The stream closes without draining when its queue is over the limit or does not move, and on
///    `abort()`. It closes at the drain's deadline, too.
///  - On a lost connection nothing can be delivered any more, but the input that arrived before can
///    still be read. For the handler it looks as if the peer had ended its output. `close()` then
///    closes at once.
/// The handler's `on_closed` is called exactly once, at the end of a pass of the loop, as the last
/// call. Every method may be called in every state. A method that has no use in a state does
/// nothing.
class Stream : protected DeferredTask {
 public:
  /// Maximum number of bytes that are read from one peer at once.
  static constexpr std::size_t kMaxRead = std::size_t{16} * 1024;
  /// Maximum number of bytes that draining reads and discards. After that the stream reads no more,
  /// and waits for the deadline.
  static constexpr std::size_t kMaxDropped = std::size_t{1024} * 1024;
  /// A peer makes progress if no byte has waited for it for longer than this. A stream whose peer
  /// makes none is closed when the send budget has been strained for as long, however much it has
  /// queued. This is noticed up to the same time late, but never early.
  static constexpr base::Duration kMaxQueueAge{10'000};

  enum class CloseReason : unsigned char {
    orderly,        ///< All bytes were sent, and the peer has ended its output, too.
    drain_timeout,  ///< The stream was still draining at the deadline.
    reset,          ///< Connection reset, or peer unreachable: some bytes were not delivered.
    overflow,       ///< The peer read too slowly: its queue grew over the limit, or the peer made
                    ///< no progress while the send budget was strained.
    stalled,        ///< The peer accepted no queued byte for longer than the limit.
    aborted
  };

  class Handler {
   public:
    /// New input has arrived, or only bytes that `take_overhead()` counts. Read it from `input()`,
    /// and `consume()` what is processed.
    virtual void on_input() = 0;
    /// The transport's handshake is finished; see `ready()`.
    virtual void on_ready() {}
    /// The peer has ended its output; `input()` has all the rest. The stream can still write,
    /// unless the connection is lost. The owner must close the stream sooner or later.
    virtual void on_peer_ended() = 0;
    /// The queue has become empty: the kernel has accepted all bytes.
    virtual void on_written() {}
    /// The stream is closed, and makes no more calls.
    virtual void on_closed(CloseReason reason) = 0;

   protected:
    ~Handler() = default;
  };

  struct Limits {
    std::size_t queue;     ///< Maximum number of bytes that wait for the peer.
    base::Duration drain;  ///< Maximum time for draining, even if the peer accepts bytes.
    /// Maximum time for which the peer of an open stream may accept no queued byte; 0: no limit.
    /// Bytes that the kernel has accepted may stay unacknowledged for twice this time. The stream
    /// notices progress up to a quarter of this time late.
    base::Duration stall{};
  };

  /// Makes a stream on a connected socket, in plain text. Its handler gets calls only from the
  /// loop. Reading begins at once, or, without a handler, when one is set.
  static StreamHandle create(Reactor& reactor, Deadlines& deadlines, Socket socket,
                             Handler& handler, Limits limits);
  static StreamHandle create(Reactor& reactor, Deadlines& deadlines, Socket socket, Limits limits);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// From now on this handler gets the calls. It gets no call for what happened before: check
  /// `input()` and `peer_ended()`. It must outlive the stream, or be replaced.
  virtual void set_handler(Handler& handler) = 0;
  /// From now on all bytes go through this transport, both ways. In a call from the loop, the
  /// transport also gets the input that was not consumed. Bytes that were written before are sent
  /// unchanged.
  virtual void set_transport(std::unique_ptr<Transport> transport) = 0;

  /// The first contiguous part of the input that was not consumed; empty if there is none. The part
  /// has at least `contiguous` bytes, if the input has that many. It is valid until the next call
  /// of this, `consume()`, `close()` or `abort()`, or the return to the loop.
  std::string_view input() const { return input(1); }
  virtual std::string_view input(std::size_t contiguous) const = 0;
  /// Removes bytes from the beginning of the input.
  virtual void consume(std::size_t bytes) = 0;

  /// Stops and restarts reading. The input that was read before stays in `input()`, and restarting
  /// makes no call for it. A paused stream does not notice the end of the peer's output.
  virtual void pause_input() = 0;
  virtual void resume_input() = 0;

  /// Sends bytes, in order. Passes to the kernel at once what it accepts, and queues the rest. A
  /// caller that writes to many streams passes the time, so that each need not read the clock.
  virtual void write(std::string_view bytes, base::Instant now) = 0;
  virtual void write(std::string_view bytes) = 0;
  /// Number of bytes that still wait for the peer, as they are on the wire.
  virtual std::size_t queued() const = 0;

  virtual void close() = 0;
  virtual void abort() = 0;
  virtual bool open() const = 0;
  /// Whether the peer has ended its output; see `Handler::on_peer_ended`.
  virtual bool peer_ended() const = 0;
  /// Whether the connection is lost: nothing can be delivered any more.
  virtual bool lost() const = 0;

  /// Whether the peer has sent bytes that were not consumed yet, including those in the kernel's
  /// buffer. The loop may be late to read them, after the process was stopped or the machine was
  /// busy.
  virtual bool has_unread() const = 0;
  /// When a byte was last received or sent. For queued bytes that were sent, it is the time at
  /// which the stream noticed it, at the latest in this call.
  virtual base::Instant last_activity() = 0;
  /// Whether sent bytes are unacknowledged, and the peer's machine has been silent for longer than
  /// this time: its network is down, or it is off. A peer that only does not read is not silent.
  /// Works on Linux only. On other systems it is always false, and a client notices a vanished
  /// server only when the kernel ends the connection (`src/reactor/platform.h`).
  virtual bool unanswered_for(base::Duration time) const = 0;
  /// Number of bytes that arrived since the last call and are not input: the transport needed them
  /// for itself. Always 0 in plain text.
  virtual std::size_t take_overhead() = 0;
  /// Whether the transport's handshake is finished, so that bytes reach the peer. Until then,
  /// written bytes wait. Always true in plain text.
  virtual bool ready() const = 0;
  /// Why the transport cannot go on, such as a wrong handshake, or why the end of the input cannot
  /// be trusted: it may be cut off, so an unfinished line at its end does not count. Empty if the
  /// input ended in order. Always empty in plain text. Lives as long as the stream.
  virtual std::string_view failure() const = 0;
  /// The public key of the peer's certificate, as a DER-encoded SubjectPublicKeyInfo (RFC 5280,
  /// 4.1.2.7): the peer has proved that it owns the key. Empty if it has shown none.
  virtual std::string peer_key() const = 0;
  /// Why the certificate authorities of this system do not vouch for the peer's certificate and the
  /// name of its host; empty if they do. For a client's stream that is `ready()`.
  virtual std::string peer_problem() const = 0;
  virtual void set_limits(Limits limits) = 0;

 protected:
  Stream() = default;
  virtual ~Stream() = default;

 private:
  friend struct StreamDeleter;
  virtual void drop() noexcept = 0;
};

}  // namespace tertulia::reactor
