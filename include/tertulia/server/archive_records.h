#pragma once

#include <optional>

#include "tertulia/chat/hub.h"
#include "tertulia/chat/room_log.h"
#include "tertulia/server/archive_changes.h"
#include "tertulia/server/sessions.h"

namespace tertulia::server {

/// Makes the archive's records from what the hub and the sessions are now, and tells the sessions
/// what is stored.
class ArchiveRecords final : public ArchiveSource {
 public:
  /// All must outlive it, and may be made after it.
  ArchiveRecords(chat::Hub& hub, Sessions& sessions, chat::RoomLog& log)
      : hub_(hub), sessions_(sessions), log_(log) {}

  chat::ArchivedRoom room(chat::RoomId room) const override { return hub_.archived(room); }
  std::optional<chat::ArchivedSession> session(chat::MemberId client) const override;
  chat::Number finished(chat::MemberId client) const override;
  std::optional<chat::ArchivedAccount> account(chat::AccountId account) const override;
  chat::EntryId next_id() override { return log_.stamp().id; }

  void set_stored(chat::MemberId client, chat::Number number) const;

 private:
  const RequestNumbers* numbers_of(chat::MemberId client) const;

  chat::Hub& hub_;
  Sessions& sessions_;
  chat::RoomLog& log_;
};

}  // namespace tertulia::server
