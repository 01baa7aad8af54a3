#include "client/shown_messages.h"

namespace tertulia::client {

bool ShownMessages::add(std::string_view origin, chat::Number number) {
  if (origin.empty() || number == 0) return true;
  const auto [place, is_new] = messages_.emplace(origin, number);
  if (!is_new) return false;
  in_order_.push_back(place);
  if (in_order_.size() > kMax) {
    messages_.erase(in_order_.front());
    in_order_.pop_front();
  }
  return true;
}

}  // namespace tertulia::client
