#include "tertulia/server/memory_log.h"

#include <chrono>

namespace tertulia::server {
namespace {

std::uint64_t microseconds(base::WallTime time) {
  const auto since_1970 = time.time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count());
}

}  // namespace

MemoryLog::MemoryLog(const base::Clock& clock)
    : clock_(clock), next_id_(microseconds(clock.wall_time())) {}

void MemoryLog::append(chat::Entry entry) {
  entry.id = chat::EntryId{next_id_++};
  entry.time = clock_.wall_time();
  if (reader_ != nullptr) reader_->on_entry(entry);
}

}  // namespace tertulia::server
