#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/chat/archive.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/ids.h"
#include "tertulia/server/replay.h"
#include "tertulia/server/resume_memory.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

/// The messages of a room from after one entry up to another.
struct MissedPart {
  chat::RoomId room;
  chat::EntryId after;
  chat::EntryId until;
};

/// A client's wish to go on with its session, and what it has missed that only the archive has.
class ResumeAttempt {
 public:
  /// While it reads from the archive, a room may drop more lines, which it reads next. After so
  /// many times, what is still missing is a gap.
  static constexpr int kMaxReads = 3;

  /// `asking` is the session of the new connection.
  ResumeAttempt(chat::MemberId asking, const wire::ResumeRequest& request);

  chat::MemberId asking() const { return asking_; }
  const std::string& token() const { return token_; }
  /// The last entry of this room that the client has seen or could not see.
  chat::EntryId last_seen(std::string_view room, chat::EntryId entered) const;

  /// What the client has missed of this room and neither the memory nor this attempt has.
  std::optional<MissedPart> missed(const ResumeMemory::Room& room, std::string_view name) const;
  bool may_read() const { return reads_ < kMaxReads; }
  /// It is read: call `add()` or `fail()` for each of so many parts.
  void begin_read(std::size_t parts);
  void add(const MissedPart& part, const chat::ArchivePage& page);
  /// It does not read again.
  void fail();
  bool is_reading() const { return open_parts_ > 0; }
  /// What it has read of this room and the client has missed; of lines that have more than
  /// `max_bytes`, only the latest.
  ArchivedLines lines(const chat::RoomRef& room, chat::EntryId after, const wire::Dialect& dialect,
                      std::size_t max_bytes) const;

 private:
  struct Messages {
    chat::EntryId after;
    chat::EntryId until;
    std::vector<chat::ArchivedMessage> messages;  // all between, in order
  };

  chat::MemberId asking_;
  std::string token_;
  std::vector<std::pair<std::string, chat::EntryId>> seen_;
  std::map<chat::RoomId, Messages> archived_;
  int reads_ = 0;
  std::size_t open_parts_ = 0;
};

}  // namespace tertulia::server
