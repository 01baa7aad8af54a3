#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/socket.h"

struct bufferevent;

namespace tertulia::reactor {

/// A connected socket with buffers for input and output, on a bufferevent. Its bytes are those on
/// the wire; a transport and a stream use it.
///
/// While nothing is queued, written bytes go to the kernel at once. The socket updates the
/// reactor's traffic and send budget. After `close()` it is empty; only
/// `queued()`, `input()`, `consume()` and `close()` may be called then.
class BufferedSocket {
 public:
  /// The loop calls these functions of the stream, and passes `owner`.
  struct Callbacks {
    void (*readable)(bufferevent*, void* owner);
    void (*written)(bufferevent*, void* owner);
    void (*event)(bufferevent*, short what, void* owner);
    void* owner;
  };

  BufferedSocket(Reactor& reactor, Socket socket, const Callbacks& callbacks);
  ~BufferedSocket() { close(); }
  BufferedSocket(const BufferedSocket&) = delete;
  BufferedSocket& operator=(const BufferedSocket&) = delete;

  Reactor& reactor() const { return reactor_; }

  /// Ends all callbacks, and takes the backlog out of the send budget.
  void disable();
  /// The same, and closes the socket by the end of the loop's next pass.
  void close();

  std::string_view input(std::size_t contiguous = 1) const;
  std::size_t input_size() const;
  void consume(std::size_t bytes);
  /// For the readable callback: reads on, until the input has `max_size` bytes.
  void read_more(std::size_t max_size);
  /// Stops reading. A new socket is paused.
  void pause();
  void resume();
  /// Whether there is input in the kernel's buffer.
  bool has_waiting_input() const;

  void write(std::string_view bytes);
  std::size_t queued() const;
  /// Number of bytes that were queued at the last `update_backlog()` or `write()`.
  std::size_t backlog() const { return backlog_; }
  /// Compares the backlog with the queue. Returns true if the kernel has accepted queued bytes
  /// since the last time.
  bool update_backlog();
  /// Whether the kernel has accepted bytes since the last call, as far as `update_backlog()` and
  /// `write()` know.
  bool take_sent();
  /// Sets a mark at the end of the queue, unless there is one that was not sent yet. Returns
  /// whether it did. All bytes before the mark were queued when it was set.
  bool set_mark();
  /// Whether a write went over the queue limit; its unsent bytes are lost.
  bool overflowed() const { return overflowed_; }
  /// A limit of 4 GiB or more counts as just below 4 GiB.
  void set_queue_limit(std::size_t limit);
  std::size_t queue_limit() const { return queue_limit_; }

  /// Whether the connection is lost: nothing can be delivered any more, and the queue is empty.
  bool lost() const { return lost_; }
  void mark_lost();
  void shut_down_output();

  /// Whether the kernel accepts more bytes now.
  bool can_send() const;
  /// See `Stream`.
  bool unanswered_for(base::Duration time) const;
  /// Sets how long the kernel tries to deliver bytes that it has accepted (RFC 5482); 0: the
  /// system's default.
  void limit_unacknowledged(base::Duration time);

 private:
  std::size_t send_now(std::string_view bytes);
  void release_backlog();
  int fd() const;

  Reactor& reactor_;
  bufferevent* bufferevent_;
  // Small, since a server has thousands. A backlog is never over its limit.
  std::uint32_t queue_limit_ = 0;
  std::uint32_t backlog_ = 0;
  std::uint32_t before_mark_ = 0;  // bytes of the backlog
  bool lost_ : 1 = false;
  bool overflowed_ : 1 = false;
  bool sent_ : 1 = false;
};

}  // namespace tertulia::reactor
