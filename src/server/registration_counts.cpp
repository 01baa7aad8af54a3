#include "tertulia/server/registration_counts.h"

#include <algorithm>

namespace tertulia::server {

bool RegistrationCounts::add(const std::string& host, std::uint64_t max, base::Instant now) {
  if (max == 0) return true;
  if (by_host_.size() >= cleanup_at_) drop_old(now);
  auto& times = by_host_[host];
  while (!times.empty() && now - times.front() >= kDay) times.pop_front();
  if (times.size() >= max) return false;
  times.push_back(now);
  return true;
}

/// The next one is due when the number has doubled, so the cost for each address is bounded.
void RegistrationCounts::drop_old(base::Instant now) {
  std::erase_if(by_host_, [now](const auto& one) {
    return one.second.empty() || now - one.second.back() >= kDay;
  });
  cleanup_at_ = std::max<std::size_t>(64, 2 * by_host_.size());
}

}  // namespace tertulia::server
