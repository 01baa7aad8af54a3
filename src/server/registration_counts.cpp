#include "tertulia/server/registration_counts.h"

#include <algorithm>

namespace tertulia::server {

bool RegistrationCounts::add(const std::string& host, std::uint64_t max, base::Instant now) {
  if (max == 0) return true;
  if (by_host_.size() >= cleanup_at_) drop_old(now);
  auto& times = by_host_[host];
  std::erase_if(times, [now](base::Instant time) { return now - time >= kDay; });
  if (times.size() >= max) return false;
  times.push_back(now);
  return true;
}

void RegistrationCounts::remove(const std::string& host) {
  const auto found = by_host_.find(host);
  if (found == by_host_.end()) return;
  if (!found->second.empty()) found->second.pop_back();
  if (found->second.empty()) by_host_.erase(found);
}

/// The next one is due when the number has doubled, so the cost for each address is bounded.
void RegistrationCounts::drop_old(base::Instant now) {
  std::erase_if(by_host_, [now](const auto& one) {
    return one.second.empty() || now - one.second.back() >= kDay;
  });
  if (by_host_.size() > kMaxEntries / 2) by_host_.clear();
  cleanup_at_ = std::max<std::size_t>(64, 2 * by_host_.size());
}

}  // namespace tertulia::server
