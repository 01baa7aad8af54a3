#include "tertulia/server/memory_log.h"

namespace tertulia::server {

MemoryLog::MemoryLog(const base::Clock& clock)
    : clock_(clock), next_id_(base::microseconds_since_1970(clock.wall_time())) {}

void MemoryLog::append(chat::Entry entry) {
  const auto [id, time] = stamp();
  entry.id = id;
  entry.time = time;
  if (reader_ != nullptr) reader_->on_entry(entry);
}

chat::Stamp MemoryLog::stamp() { return {chat::EntryId{next_id_++}, clock_.wall_time()}; }

}  // namespace tertulia::server
