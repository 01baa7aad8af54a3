#include "tertulia/server/debts.h"

#include <algorithm>

namespace tertulia::server {

void Debts::leave(const std::string& host, const RateLimit& spent, base::Instant now) {
  if (spent.settled(now)) return;
  if (owed_.size() >= look_at_) forget_settled(now);
  owed_[host].push_back(spent);
}

RateLimit Debts::take_over(const std::string& host, base::Instant now) {
  const auto found = owed_.find(host);
  if (found == owed_.end()) return {};
  auto& debts = found->second;
  std::erase_if(debts, [now](const RateLimit& debt) { return debt.settled(now); });
  RateLimit latest;
  if (!debts.empty()) {
    latest = debts.back();
    debts.pop_back();
  }
  if (debts.empty()) owed_.erase(found);
  return latest;
}

/// The next look comes when the number has doubled, so that the work stays in proportion.
void Debts::forget_settled(base::Instant now) {
  std::erase_if(owed_, [now](const auto& host) {
    return std::ranges::all_of(host.second, [now](const auto& debt) { return debt.settled(now); });
  });
  if (owed_.size() > kMostHosts / 2) owed_.clear();
  look_at_ = std::clamp<std::size_t>(2 * owed_.size(), 64, kMostHosts);
}

}  // namespace tertulia::server
