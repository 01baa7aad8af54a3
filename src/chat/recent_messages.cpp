#include "tertulia/chat/recent_messages.h"

#include <utility>

#include "tertulia/chat/archived_message.h"

namespace tertulia::chat {

void RecentMessages::add(ArchivedMessage message, std::size_t max_messages) {
  if (max_messages == 0) return;
  bytes_ += size_of(message);
  messages_.push_back(std::move(message));
  shorten(max_messages);
}

void RecentMessages::shorten(std::size_t max_messages) {
  while (messages_.size() > max_messages || bytes_ > kMaxBytes) drop_oldest();
}

void RecentMessages::drop_oldest() {
  bytes_ -= size_of(messages_.front());
  messages_.pop_front();
}

}  // namespace tertulia::chat
