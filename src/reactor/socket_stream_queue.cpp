/// How a stream watches what waits for its peer.
#include <algorithm>

#include "reactor/socket_stream.h"

namespace tertulia::reactor {
namespace {

constexpr int kChecksPerStall = 4;
/// How often a peer without progress is looked at, in case the budget has become strained.
constexpr base::Duration kStrainCheck{1'000};

}  // namespace

void SocketStream::update_output(base::Instant now, bool was_idle) {
  const bool queues = socket_.backlog() > 0;
  const bool sent = socket_.take_sent();
  if (sent) last_activity_ = now;
  if (sent || (was_idle && queues)) last_progress_ = now;
  if (queues && socket_.set_mark()) marked_at_ = base::CompactInstant(now);
  if (socket_.overflowed() || (queues && strains_budget(now))) return finish(CloseReason::overflow);
  if (socket_.lost() && phase_ == Phase::draining) return finish(CloseReason::reset);
  if (queues && phase_ == Phase::open && !deadline_.is_set()) watch_backlog(now);
}

base::Instant SocketStream::last_activity() {
  if (socket_.backlog() > 0 && socket_.update_backlog()) update_output(now(), false);
  return last_activity_;
}

/// While nothing is queued, no deadline is set; the next write that queues bytes sets it.
void SocketStream::watch_backlog(base::Instant now) {
  if (socket_.backlog() == 0) return deadline_.clear();
  auto due = now + std::max(kMaxQueueAge - marked_at_.age(now), kStrainCheck);
  if (stall_ != Milliseconds::zero()) {
    due = std::min({due, now + stall_ / kChecksPerStall, last_progress_ + stall_});
  }
  deadline_.set(due);
}

/// If the kernel accepts bytes now, our loop is late: the peer gets its time once more.
bool SocketStream::strains_budget(base::Instant now) {
  const auto& budget = socket_.reactor().send_budget();
  if (!budget.strained() || phase_ != Phase::open) return false;
  if (std::min(marked_at_.age(now), budget.strained_for(now)) < kMaxQueueAge) return false;
  if (!socket_.can_send()) return true;
  marked_at_ = base::CompactInstant(now);
  return false;
}

/// If the kernel accepts bytes now, the peer has read, and our loop is late.
void SocketStream::check_stall(base::Instant now) {
  if (socket_.lost()) return;
  socket_.update_backlog();
  update_output(now, false);
  if (phase_ != Phase::open) return;
  const bool limited = stall_ != Milliseconds::zero();
  if (limited && socket_.backlog() > 0 && now - last_progress_ >= stall_) {
    if (!socket_.can_send()) return finish(CloseReason::stalled);
    last_progress_ = now;
  }
  watch_backlog(now);
}

}  // namespace tertulia::reactor
