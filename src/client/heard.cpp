#include "client/heard.h"

namespace tertulia::client {

bool Heard::add(std::string_view origin, std::uint64_t number) {
  if (number == 0) return true;
  const auto [message, is_new] = messages_.emplace(origin, number);
  if (!is_new) return false;
  order_.push_back(message);
  if (order_.size() > kMaxMessages) {
    messages_.erase(order_.front());
    order_.pop_front();
  }
  return true;
}

void Heard::clear() {
  order_.clear();
  messages_.clear();
}

}  // namespace tertulia::client
