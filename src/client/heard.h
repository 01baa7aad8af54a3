#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tertulia::client {

/// The messages that came in lately, by their authors' sessions and numbers. When a server crashes,
/// an author sends again what was not stored, and the server gives it another id: only by this do
/// those who have read it know it again.
class Heard {
 public:
  /// Older ones are forgotten. A server stores within moments, unless its disk fails.
  static constexpr std::size_t kMaxMessages = 1'024;

  /// Whether this message has not come in before. It has then. One without a number (0) is always
  /// new.
  bool add(std::string_view origin, std::uint64_t number);
  /// Another server may give the same names to its sessions.
  void clear();

 private:
  using Message = std::pair<std::string, std::uint64_t>;

  std::set<Message> messages_;
  std::deque<std::set<Message>::const_iterator> order_;  // the oldest one is the first one
};

}  // namespace tertulia::client
