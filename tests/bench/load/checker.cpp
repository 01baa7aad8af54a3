#include "bench/load/checker.h"

#include <utility>

#include <fmt/core.h>

namespace tertulia::bench {

Checker::Checker(std::size_t receivers, std::vector<std::size_t> home, Echo echo)
    : home_(std::move(home)),
      echo_(echo),
      excused_(receivers, false),
      watched_(receivers),
      sent_(home_.size(), 0),
      next_(receivers * home_.size(), 0) {}

void Checker::excuse(std::size_t receiver) {
  if (!excused_[receiver]) --watched_;
  excused_[receiver] = true;
}

bool Checker::concerns(std::size_t receiver, std::size_t sender) const {
  return !excused_[receiver] && (echo_ == Echo::yes || home_[sender] != receiver);
}

std::uint32_t Checker::send(std::size_t sender) {
  ++total_sent_;
  total_expected_ +=
      watched_ - (concerns(home_[sender], sender) || excused_[home_[sender]] ? 0 : 1);
  return sent_[sender]++;
}

void Checker::receive(std::size_t receiver, std::size_t sender, std::uint32_t sequence) {
  if (receiver >= excused_.size() || sender >= home_.size()) {
    return blame("from or to a stranger", receiver, sender, sequence);
  }
  if (excused_[receiver]) return;
  ++total_received_;
  if (!concerns(receiver, sender)) return blame("echoed", receiver, sender, sequence);
  auto& expected = next(receiver, sender);
  if (sequence >= sent_[sender]) return blame("never sent", receiver, sender, sequence);
  if (sequence < expected) return blame("doubled or out of order", receiver, sender, sequence);
  if (sequence > expected) blame("lost or out of order before", receiver, sender, sequence);
  expected = sequence + 1;
}

void Checker::blame(const char* what, std::size_t receiver, std::size_t sender,
                    std::uint32_t sequence) {
  if (!fault_.empty()) return;
  fault_ =
      fmt::format("{}: message {} of sender {} at client {}", what, sequence, sender, receiver);
}

std::string Checker::describe_missing() const {
  for (std::size_t receiver = 0; receiver < excused_.size(); ++receiver) {
    for (std::size_t sender = 0; sender < home_.size(); ++sender) {
      const auto had = next_[receiver * home_.size() + sender];
      if (!concerns(receiver, sender) || had == sent_[sender]) continue;
      return fmt::format("lost: client {} has had {} of the {} messages of sender {}", receiver,
                         had, sent_[sender], sender);
    }
  }
  return {};
}

}  // namespace tertulia::bench
