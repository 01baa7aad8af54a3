#include "tertulia/server/memory_log.h"

#include <algorithm>

namespace tertulia::server {

MemoryLog::MemoryLog(const base::Clock& clock, chat::EntryId last)
    : clock_(clock),
      next_id_(std::max(base::microseconds_since_1970(clock.wall_time()),
                        static_cast<std::uint64_t>(last) + 1)) {}

void MemoryLog::append(chat::Entry entry) {
  const auto [id, time] = stamp();
  entry.id = id;
  entry.time = time;
  if (reader_ != nullptr) reader_->on_entry(entry);
}

chat::Stamp MemoryLog::stamp() { return {chat::EntryId{next_id_++}, clock_.wall_time()}; }

}  // namespace tertulia::server
