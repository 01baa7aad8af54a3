#include "tertulia/server/admission.h"

#include <cassert>

namespace tertulia::server {

std::optional<chat::Problem> Admission::admit(const std::string& host) {
  const auto max = limits_.max_clients_per_address;
  const auto found = by_host_.find(host);
  if (max != 0 && found != by_host_.end() && found->second >= max) {
    return chat::Problem::address_full;
  }
  if (total_ >= limits_.max_clients) return chat::Problem::server_full;
  count(host);
  return std::nullopt;
}

void Admission::count(const std::string& host) {
  ++by_host_[host];
  ++total_;
}

void Admission::release(const std::string& host) {
  const auto found = by_host_.find(host);
  assert(found != by_host_.end());
  --total_;
  if (--found->second == 0) by_host_.erase(found);
}

}  // namespace tertulia::server
