#include "tertulia/reactor/deadlines.h"

#include <algorithm>
#include <utility>

#include "tertulia/reactor/reactor.h"

namespace tertulia::reactor {

Deadlines::Deadlines(Reactor& reactor) : timer_(reactor, [this] { sweep(); }) {}

void Deadlines::add(Deadline& deadline) {
  deadline.index_ = entries_.size();
  entries_.push_back({base::Instant::max(), &deadline});
}

void Deadlines::remove(const Deadline& deadline) {
  entries_[deadline.index_] = entries_.back();
  entries_[deadline.index_].deadline->index_ = deadline.index_;
  entries_.pop_back();
}

void Deadlines::set(const Deadline& deadline, base::Instant due) {
  entries_[deadline.index_].due = due;
  wake_at(due);
}

void Deadlines::wake_at(base::Instant due) {
  if (due >= wake_) return;
  wake_ = due;
  const auto now = Reactor::now();
  const auto wait = std::max(due, last_sweep_ + kGrain) - now;
  timer_.start(std::max(base::Duration::zero(), std::chrono::ceil<base::Duration>(wait)));
}

void Deadlines::sweep() {
  const auto now = Reactor::now();
  last_sweep_ = now;
  wake_ = base::Instant::max();
  auto earliest = base::Instant::max();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].due <= now) {
      entries_[i].due = base::Instant::max();
      entries_[i].deadline->handler_.on_due(now);
    }
    earliest = std::min(earliest, entries_[i].due);
  }
  wake_at(earliest);
}

Deadline::Deadline(Deadlines& deadlines, Handler& handler)
    : deadlines_(deadlines), handler_(handler) {
  deadlines_.add(*this);
}

Deadline::~Deadline() { deadlines_.remove(*this); }

void Deadline::set(base::Instant due) { deadlines_.set(*this, due); }

}  // namespace tertulia::reactor
