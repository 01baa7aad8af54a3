#include "tertulia/reactor/deadlines.h"

#include <algorithm>
#include <utility>

#include "tertulia/reactor/reactor.h"

namespace tertulia::reactor {

Deadlines::Deadlines(Reactor& reactor) : reactor_(reactor), timer_(reactor, [this] { sweep(); }) {}

void Deadlines::set(Deadline& deadline, base::Instant due) {
  if (deadline.is_set()) {
    entries_[deadline.index_].due = due;
  } else {
    deadline.index_ = entries_.size();
    entries_.push_back({due, &deadline});
  }
  wake_at(due);
}

void Deadlines::clear(Deadline& deadline) {
  auto& entry = entries_[std::exchange(deadline.index_, Deadline::kUnset)];
  entry.deadline = nullptr;
  if (sweeping_) return;
  if (auto* const last = entries_.back().deadline; last != nullptr) {
    last->index_ = static_cast<std::size_t>(&entry - entries_.data());
    entry = entries_.back();
  }
  entries_.pop_back();
}

void Deadlines::wake_at(base::Instant due) {
  if (due >= wake_ || sweeping_) return;
  wake_ = due;
  const auto wait = std::max(due, last_sweep_ + kResolution) - reactor_.now();
  timer_.start(std::max(base::Duration::zero(), std::chrono::ceil<base::Duration>(wait)));
}

/// A deadline that becomes set during a sweep waits for the next sweep.
void Deadlines::sweep() {
  const auto now = reactor_.now();
  last_sweep_ = now;
  wake_ = base::Instant::max();
  sweeping_ = true;
  const auto count = entries_.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto* const deadline = entries_[i].deadline;
    if (deadline == nullptr || entries_[i].due > now) continue;
    clear(*deadline);
    deadline->handler_.on_due(now);
  }
  sweeping_ = false;
  remove_cleared();
}

void Deadlines::remove_cleared() {
  std::erase_if(entries_, [](const Entry& entry) { return entry.deadline == nullptr; });
  auto earliest = base::Instant::max();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    entries_[i].deadline->index_ = i;
    earliest = std::min(earliest, entries_[i].due);
  }
  wake_at(earliest);
}

Deadline::Deadline(Deadlines& deadlines, Handler& handler)
    : deadlines_(deadlines), handler_(handler) {}

void Deadline::set(base::Instant due) {
  if (due == base::Instant::max()) return clear();
  deadlines_.set(*this, due);
}

void Deadline::clear() {
  if (is_set()) deadlines_.clear(*this);
}

}  // namespace tertulia::reactor
