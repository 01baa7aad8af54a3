#include "tertulia/server/debts.h"

#include <algorithm>

namespace tertulia::server {

void Debts::leave(const std::string& host, const base::RateLimit& spent, base::Instant now) {
  if (spent.settled(now)) return;
  if (owed_.size() >= look_at_) forget_settled(now);
  owed_[host].push(spent);
}

base::RateLimit Debts::take_over(const std::string& host, base::Instant now) {
  const auto found = owed_.find(host);
  if (found == owed_.end()) return {};
  auto& debts = found->second;
  auto largest = debts.top();
  debts.pop();
  if (debts.empty() || largest.settled(now)) owed_.erase(found);
  return largest.settled(now) ? base::RateLimit{} : largest;
}

/// The next look comes when the number has doubled, so that the work stays in proportion.
void Debts::forget_settled(base::Instant now) {
  std::erase_if(owed_, [now](const auto& host) { return host.second.top().settled(now); });
  if (owed_.size() > kMostHosts / 2) owed_.clear();
  look_at_ = std::clamp<std::size_t>(2 * owed_.size(), 64, kMostHosts);
}

}  // namespace tertulia::server
