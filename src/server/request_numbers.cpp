#include "tertulia/server/request_numbers.h"

#include <algorithm>
#include <iterator>

namespace tertulia::server {

bool RequestNumbers::begin(chat::Number number) {
  if (number <= highest_) return false;
  highest_ = number;
  requests_.push_back({number, false});
  return true;
}

void RequestNumbers::finish(chat::Number number) {
  const auto found = std::ranges::lower_bound(requests_, number, {}, &Request::number);
  if (found == requests_.end() || found->number != number) return;
  found->finished = true;
  const auto open = std::ranges::find(requests_, false, &Request::finished);
  if (open == requests_.begin()) return;
  finished_ = std::prev(open)->number;
  requests_.erase(requests_.begin(), open);
}

void RequestNumbers::refuse(chat::Number number) {
  if (number == 0) return;
  if (refused_.size() == kMaxRefused) refused_.erase(refused_.begin());
  refused_.push_back(number);
}

}  // namespace tertulia::server
