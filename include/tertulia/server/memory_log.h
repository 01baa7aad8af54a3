#pragma once

#include <cstdint>

#include "tertulia/base/clock.h"
#include "tertulia/chat/room_log.h"

namespace tertulia::server {

/// A log that stores nothing: it gives each entry an id and gives it back at once. The first id is
/// the number of microseconds since 1970, so that ids do not start again after a restart; or it
/// follows the last one that an archive has, if that is higher.
class MemoryLog final : public chat::RoomLog {
 public:
  /// The clock must outlive the log.
  explicit MemoryLog(const base::Clock& clock, chat::EntryId last = {});

  void append(chat::Entry entry) override;
  chat::Stamp stamp() override;
  void set_reader(Reader* reader) override { reader_ = reader; }

 private:
  const base::Clock& clock_;
  Reader* reader_ = nullptr;
  std::uint64_t next_id_;
};

}  // namespace tertulia::server
