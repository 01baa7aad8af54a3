#include "bench/load/checker.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/core.h>

namespace tertulia::bench {
namespace {

/// In the place of the next message: the receiver must get none of this sender.
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Checker::Checker(std::size_t receivers, std::vector<std::size_t> home, Echo echo)
    : home_(std::move(home)),
      excused_(receivers, false),
      audience_(home_.size(), receivers),
      sent_(home_.size(), 0),
      next_(receivers * home_.size(), 0) {
  if (echo == Echo::yes) return;
  for (std::size_t sender = 0; sender < home_.size(); ++sender) forbid(home_[sender], sender);
}

void Checker::excuse(std::size_t receiver) {
  excused_[receiver] = true;
  for (std::size_t sender = 0; sender < home_.size(); ++sender) forbid(receiver, sender);
}

void Checker::confine(std::size_t sender, std::span<const std::size_t> receivers) {
  for (std::size_t receiver = 0; receiver < excused_.size(); ++receiver) {
    if (!std::ranges::binary_search(receivers, receiver)) forbid(receiver, sender);
  }
}

void Checker::forbid(std::size_t receiver, std::size_t sender) {
  if (std::exchange(next(receiver, sender), kNone) != kNone) --audience_[sender];
}

std::uint32_t Checker::send(std::size_t sender) {
  ++total_sent_;
  total_expected_ += audience_[sender];
  return sent_[sender]++;
}

void Checker::receive(std::size_t receiver, std::size_t sender, std::uint32_t sequence) {
  if (receiver >= excused_.size() || sender >= home_.size()) {
    return blame("from or to a stranger", receiver, sender, sequence);
  }
  if (excused_[receiver]) return;
  ++total_received_;
  auto& expected = next(receiver, sender);
  if (expected == kNone) {
    const bool own = home_[sender] == receiver;
    return blame(own ? "echoed" : "in the wrong room", receiver, sender, sequence);
  }
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
      if (had == kNone || had == sent_[sender]) continue;
      return fmt::format("lost: client {} has had {} of the {} messages of sender {}", receiver,
                         had, sent_[sender], sender);
    }
  }
  return {};
}

}  // namespace tertulia::bench
