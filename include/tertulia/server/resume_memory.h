#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "tertulia/chat/ids.h"
#include "tertulia/server/replay_buffer.h"
#include "tertulia/server/session_tokens.h"

namespace tertulia::server {

/// What the server remembers of a client that can resume: its token, and what it may have missed.
/// The lines of a room belong to all clients in it that can resume.
class ResumeMemory {
 public:
  struct Room {
    chat::RoomId id;
    std::shared_ptr<ReplayBuffer> lines;
    chat::EntryId entered;  ///< The client may see only what came after this entry.
  };

  ResumeMemory(SessionTokens& tokens, const SessionTokens::Hash& token, ReplayPool& pool)
      : token_(tokens, token), private_messages_(pool, chat::EntryId{}) {}

  const SessionTokens::Hash& token() const { return token_.hash(); }
  void enter(chat::RoomId room, std::shared_ptr<ReplayBuffer> lines) {
    const auto entered = lines->last();
    enter(room, std::move(lines), entered);
  }
  void enter(chat::RoomId room, std::shared_ptr<ReplayBuffer> lines, chat::EntryId entered) {
    rooms_.push_back({room, std::move(lines), entered});
  }
  void leave(chat::RoomId room) {
    std::erase_if(rooms_, [room](const Room& one) { return one.id == room; });
  }
  std::span<const Room> rooms() const { return rooms_; }
  ReplayBuffer& private_messages() { return private_messages_; }
  /// The client asks for its session over this connection. Returns whether it has not asked over a
  /// later one.
  bool ask(chat::MemberId connection) {
    latest_asking_ = std::max(latest_asking_, connection);
    return latest_asking_ == connection;
  }

 private:
  SessionTokens::Lease token_;
  std::vector<Room> rooms_;
  ReplayBuffer private_messages_;
  chat::MemberId latest_asking_{};
};

}  // namespace tertulia::server
