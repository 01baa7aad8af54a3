#pragma once

#include <cstddef>
#include <deque>

#include "tertulia/chat/archive.h"

namespace tertulia::chat {

/// The latest messages of a room, for those who enter it.
class RecentMessages {
 public:
  /// Maximum size of all of them, in bytes of texts and names.
  static constexpr std::size_t kMaxBytes = std::size_t{16} * 1024;

  /// Adds the newest one, and drops the oldest ones if there are more than `max_messages`.
  void add(ArchivedMessage message, std::size_t max_messages);
  void shorten(std::size_t max_messages);
  /// The oldest first.
  const std::deque<ArchivedMessage>& all() const { return messages_; }

 private:
  void drop_oldest();

  std::deque<ArchivedMessage> messages_;
  std::size_t bytes_ = 0;
};

}  // namespace tertulia::chat
