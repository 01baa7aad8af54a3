#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tertulia::bench {

/// Whether a sender gets its own messages.
enum class Echo : bool { no, yes };

/// Checks that every receiver gets every sender's messages once, in their order, and no others.
/// Keeps a description of the first fault. After a fault, the figures of a run are invalid.
class Checker {
 public:
  /// Receivers and senders are numbers from 0. `home[s]` is the receiver that is sender `s`.
  Checker(std::size_t receivers, std::vector<std::size_t> home, Echo echo);

  /// Ignores this receiver and all its messages from now on.
  void excuse(std::size_t receiver);
  /// From now on only these receivers, in ascending order, get this sender's messages.
  void confine(std::size_t sender, std::span<const std::size_t> receivers);
  /// The sequence number of the message that the sender sends now.
  std::uint32_t send(std::size_t sender);
  void receive(std::size_t receiver, std::size_t sender, std::uint32_t sequence);

  std::uint64_t sent() const { return total_sent_; }
  std::uint64_t received() const { return total_received_; }
  /// Whether all receivers have all their messages.
  bool complete() const { return total_received_ == total_expected_; }
  /// The first fault; empty without one.
  const std::string& fault() const { return fault_; }
  /// A text that names a receiver and a sender with missing messages.
  std::string describe_missing() const;

 private:
  void forbid(std::size_t receiver, std::size_t sender);
  std::uint32_t& next(std::size_t receiver, std::size_t sender) {
    return next_[receiver * home_.size() + sender];
  }
  void blame(const char* what, std::size_t receiver, std::size_t sender, std::uint32_t sequence);

  std::vector<std::size_t> home_;
  std::vector<bool> excused_;
  std::vector<std::size_t> audience_;  // the number of receivers, for each sender
  std::vector<std::uint32_t> sent_;
  std::vector<std::uint32_t> next_;  // the next message, for each receiver and sender
  std::uint64_t total_sent_ = 0;
  std::uint64_t total_expected_ = 0;
  std::uint64_t total_received_ = 0;
  std::string fault_;
};

}  // namespace tertulia::bench
