#pragma once

#include <cstddef>
#include <string_view>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/socket.h"

struct bufferevent;

namespace tertulia::reactor {

/// A connected socket with what has come in and what waits to go out, on a bufferevent: the bytes
/// of the wire, under a stream and its transport.
///
/// What is written goes to the kernel at once while nothing is queued. It keeps the reactor's
/// account of traffic and of the send budget. After `close()` it is empty, and every method is
/// harmless.
class BufferedSocket {
 public:
  /// The stream's, called from the loop with `owner`.
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

  /// No callback comes any more, and the backlog is forgotten.
  void quiet();
  /// Also closes the socket, by the end of the loop's next pass.
  void close();

  std::string_view input(std::size_t contiguous = 1) const;
  std::size_t input_size() const;
  void consume(std::size_t bytes);
  /// After a readable callback: takes more, up to `most` bytes of input in all.
  void read_more(std::size_t most);
  /// It starts out paused.
  void pause();
  void resume();
  /// Whether there is input, the kernel's part included.
  bool has_unread() const;

  void write(std::string_view bytes);
  std::size_t queued() const;
  /// What was queued when last looked at.
  std::size_t backlog() const { return backlog_; }
  /// Looks at the backlog; true when a part of it has gone out since the last look.
  bool note_progress();
  /// Whether bytes have gone out since the last call, as far as was looked at.
  bool take_sent();
  /// A write had no room any more, and its rest is lost.
  bool overflowed() const { return overflowed_; }
  void set_queue_limit(std::size_t limit) { queue_limit_ = limit; }

  /// Nothing can be delivered any more.
  bool lost() const { return lost_; }
  void lose();
  void shut_down_output();

  /// Whether the kernel takes more.
  bool takes_more() const;
  bool unanswered_for(base::Duration time) const;
  /// The kernel's limit (RFC 5482) for what it took and cannot deliver; 0 for its own.
  void limit_unacknowledged(base::Duration time);

 private:
  std::size_t send_now(std::string_view bytes);
  bool fits(std::size_t bytes) const;
  int fd() const;

  Reactor& reactor_;
  bufferevent* bufferevent_;
  std::size_t queue_limit_ = 0;
  std::size_t backlog_ = 0;
  bool lost_ : 1 = false;
  bool overflowed_ : 1 = false;
  bool sent_ : 1 = false;
};

}  // namespace tertulia::reactor
