#pragma once

#include <deque>
#include <functional>

#include "tertulia/reactor/event.h"
#include "tertulia/reactor/reactor.h"

namespace tertulia::reactor {

/// Spreads new TLS handshakes over the passes of the loop, so that many of them at once do not
/// delay the other connections: a handshake costs as much as hundreds of messages.
class HandshakeQueue {
 public:
  static constexpr int kPerPass = 8;

  explicit HandshakeQueue(event_base* base);

  /// Whether a server's handshake may go on in this pass. If not, the connection must `wait()`.
  bool admit();
  /// Runs the task in one of the next passes, in turn. It then calls `admit()` again, with success.
  void wait(DeferredTask& task) { waiting_.push_back(&task); }
  /// Removes the task; does nothing if it does not wait.
  void cancel(const DeferredTask& task) { std::erase(waiting_, &task); }

 private:
  void run_next();
  void schedule();

  std::function<void()> on_next_pass_ = [this] { run_next(); };
  EventHandle timer_;
  std::deque<DeferredTask*> waiting_;
  int admitted_ = 0;  // in this pass
  bool running_ = false;
};

}  // namespace tertulia::reactor
