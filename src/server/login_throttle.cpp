#include "tertulia/server/login_throttle.h"

#include <algorithm>
#include <cstdint>

namespace tertulia::server {
namespace {

base::Duration delay_after(unsigned count, unsigned free, base::Duration first,
                           base::Duration longest) {
  if (count < free) return base::Duration::zero();
  auto delay = first;
  for (unsigned more = count - free; more > 0 && delay < longest; --more) delay *= 2;
  return std::min(delay, longest);
}

}  // namespace

void LoginThrottle::Failures::forgive(base::Instant now) {
  const auto forgiven = (now - since) / kForgiveness;
  if (forgiven <= 0) return;
  count -= static_cast<unsigned>(std::min<std::int64_t>(forgiven, count));
  since += forgiven * kForgiveness;
}

void LoginThrottle::Failures::add(base::Instant now) {
  ++count;
  since = now;
}

template <class Key>
LoginThrottle::Failures& LoginThrottle::find(std::unordered_map<Key, Failures>& all, const Key& key,
                                             base::Instant now) {
  if (all.size() >= kMaxEntries) {
    for (auto& [other, failures] : all) failures.forgive(now);
    std::erase_if(all, [](const auto& one) { return one.second.count == 0; });
    if (all.size() > kMaxEntries / 2) all.clear();
  }
  auto& found = all.try_emplace(key, Failures{0, now, now}).first->second;
  found.forgive(now);
  return found;
}

std::optional<base::Instant> LoginThrottle::admit(const std::string& host, chat::AccountId account,
                                                  base::Instant now) {
  auto at = now;
  if (const auto found = by_host_.find(host); found != by_host_.end()) {
    auto& failures = found->second;
    failures.forgive(now);
    at = std::max(at, failures.next);
    if (at - now > kMaxWait) return std::nullopt;
    failures.next =
        at + delay_after(failures.count, kFreePerAddress, kFirstAddressDelay, kMaxAddressDelay);
  }
  if (const auto found = by_account_.find(account); found != by_account_.end()) {
    found->second.forgive(now);
    at = std::max(
        at, now + delay_after(found->second.count, kFreePerName, kFirstNameDelay, kMaxNameDelay));
  }
  return at;
}

void LoginThrottle::add_failure(const std::string& host, chat::AccountId account,
                                base::Instant now) {
  auto& of_host = find(by_host_, host, now);
  of_host.add(now);
  of_host.next = std::max(of_host.next, now + delay_after(of_host.count, kFreePerAddress,
                                                          kFirstAddressDelay, kMaxAddressDelay));
  find(by_account_, account, now).add(now);
}

}  // namespace tertulia::server
