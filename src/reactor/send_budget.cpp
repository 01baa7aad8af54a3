#include "tertulia/reactor/send_budget.h"

namespace tertulia::reactor {

void SendBudget::set_limit(std::size_t limit) {
  limit_ = limit;
  update();
}

void SendBudget::add(std::size_t bytes) {
  queued_ += bytes;
  update();
}

void SendBudget::remove(std::size_t bytes) {
  queued_ -= bytes;
  update();
}

base::Duration SendBudget::strained_for(base::Instant now) const {
  if (!strained_) return base::Duration::zero();
  return std::chrono::duration_cast<base::Duration>(now - strained_since_);
}

void SendBudget::update() {
  if (!strained_ && queued_ > limit_ / 2) {
    strained_ = true;
    strained_since_ = clock_.now();
  } else if (strained_ && queued_ < limit_ / 4) {
    strained_ = false;
  }
}

}  // namespace tertulia::reactor
