#include "tertulia/server/backpressure.h"

#include <algorithm>
#include <utility>

#include "tertulia/base/log.h"

namespace tertulia::server {
namespace {

constexpr base::Duration kReportInterval{60'000};
constexpr chat::MemberId kNobody{};

}  // namespace

Backpressure::Backpressure(reactor::Reactor& reactor, Senders& senders)
    : reactor_(reactor), senders_(senders), timer_(reactor, [this] { on_interval(); }) {}

bool Backpressure::admits(std::size_t load) const {
  if (!active()) return true;
  const auto& budget = reactor_.send_budget();
  const auto free = static_cast<double>(budget.available()) / static_cast<double>(budget.limit());
  const auto max = std::min(1.0, 2 * free) * static_cast<double>(kMaxLoad);
  return !budget.exhausted() && static_cast<double>(load) <= max;
}

void Backpressure::hold(chat::MemberId client) {
  if (held_.empty()) {
    last_turn_ = reactor_.now();
    timer_.start(kInterval);
    report();
  }
  held_.push_back(client);
}

void Backpressure::report() {
  const auto now = reactor_.now();
  if (now < next_report_) return;
  next_report_ = now + kReportInterval;
  base::log::warn("much data waits for slow clients: those who send most are read more slowly");
}

void Backpressure::on_interval() {
  read_admitted();
  read_longest_held();
  if (!held_.empty()) timer_.start(kInterval);
}

/// Those with the smallest load come first; of two with the same load, the one that is held longer.
void Backpressure::read_admitted() {
  if (reactor_.send_budget().exhausted()) return;
  std::vector<std::pair<std::size_t, std::size_t>> by_load;  // with the place in held_
  for (std::size_t place = 0; place < held_.size(); ++place) {
    const auto load = senders_.load(held_[place]);
    if (load) {
      by_load.emplace_back(*load, place);
    } else {
      held_[place] = kNobody;
    }
  }
  std::ranges::sort(by_load);
  for (const auto& [load, place] : by_load) {
    if (!admits(load)) break;
    senders_.read_held(std::exchange(held_[place], kNobody));
  }
  std::erase(held_, kNobody);
}

void Backpressure::read_longest_held() {
  const auto now = reactor_.now();
  if (held_.empty() || now - last_turn_ < kTurn || reactor_.send_budget().exhausted()) return;
  last_turn_ = now;
  const auto client = held_.front();
  held_.erase(held_.begin());
  senders_.read_held(client);
}

}  // namespace tertulia::server
