#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tertulia/chat/event.h"
#include "tertulia/server/replay_buffer.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

/// All lines of a room from after one entry up to another, in order. None if `until` is 0.
struct ArchivedLines {
  chat::EntryId after{};
  chat::EntryId until{};
  std::vector<ReplayBuffer::Line> lines = {};
};

/// A room of a client that resumes, or its private messages.
struct ReplaySource {
  chat::RoomRef room;  ///< Without a name: private messages.
  const ReplayBuffer* lines;
  chat::EntryId after;  ///< The client has seen all lines up to this entry.
  ArchivedLines archived = {};
};

/// Appends what the client has missed, in the order of ids: lines, and a gap for each part of a
/// source that is neither archived nor in the buffer. Of lines that have more than `max_bytes`,
/// only the latest are sent, and the others are in a gap.
void append_replay(const std::vector<ReplaySource>& sources, const wire::Dialect& dialect,
                   std::size_t max_bytes, std::string& out);

}  // namespace tertulia::server
