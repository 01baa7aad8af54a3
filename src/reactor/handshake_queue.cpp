#include "reactor/handshake_queue.h"

#include <event2/event.h>

#include "reactor/call.h"

namespace tertulia::reactor {

HandshakeQueue::HandshakeQueue(event_base* base)
    : timer_(evtimer_new(base, call, &on_next_pass_)) {}

bool HandshakeQueue::admit() {
  const bool admitted = running_ || (admitted_ < kPerPass && waiting_.empty());
  if (admitted) ++admitted_;
  schedule();
  return admitted;
}

void HandshakeQueue::schedule() {
  if (evtimer_pending(timer_.get(), nullptr) != 0) return;
  const timeval next_pass{0, 0};
  evtimer_add(timer_.get(), &next_pass);
}

/// A task whose connection has ended meanwhile needs no admission, so the others do not depend on
/// it.
void HandshakeQueue::run_next() {
  admitted_ = 0;
  running_ = true;
  for (int i = 0; i < kPerPass && !waiting_.empty(); ++i) {
    auto* const task = waiting_.front();
    waiting_.pop_front();
    task->run();
  }
  running_ = false;
  if (!waiting_.empty()) schedule();
}

}  // namespace tertulia::reactor
