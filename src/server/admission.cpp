#include "tertulia/server/admission.h"

#include <algorithm>
#include <cassert>

namespace tertulia::server {

std::optional<chat::Problem> Admission::admit(const std::string& host) {
  const auto max = limits_.max_clients_per_address;
  const auto found = by_host_.find(host);
  if (max != 0 && found != by_host_.end() && found->second.clients >= max) {
    return chat::Problem::address_full;
  }
  if (total_.clients >= limits_.max_clients) return chat::Problem::server_full;
  count(host);
  return std::nullopt;
}

void Admission::count(const std::string& host) { add(host, &Counts::clients, 1); }

void Admission::release(const std::string& host) { add(host, &Counts::clients, -1); }

bool Admission::admit_provisional(const std::string& host, chat::Problem reason) {
  const auto found = by_host_.find(host);
  const auto& counts =
      reason == chat::Problem::server_full || found == by_host_.end() ? total_ : found->second;
  if (counts.full_of_provisional() || total_.full_of_provisional()) return false;
  add(host, &Counts::provisional, 1);
  return true;
}

bool Admission::Counts::full_of_provisional() const {
  return provisional >= detached + std::min(resumable - detached, kMaxTakeovers);
}

void Admission::add(const std::string& host, std::uint64_t Counts::*count, int change) {
  auto& counts = by_host_[host];
  assert(change > 0 || counts.*count > 0);
  counts.*count += static_cast<std::uint64_t>(change);
  total_.*count += static_cast<std::uint64_t>(change);
  if (counts.clients + counts.detached + counts.provisional == 0) by_host_.erase(host);
}

}  // namespace tertulia::server
