#include "tertulia/server/memory_log.h"

#include <vector>

#include <doctest/doctest.h>

namespace tertulia::server::memory_log_test {
namespace {

struct Reader final : chat::RoomLog::Reader {
  void on_entry(const chat::Entry& entry) override { entries.push_back(entry); }
  std::vector<chat::Entry> entries;
};

TEST_CASE("entries come back at once, with ids that ascend and the time of the clock") {
  base::ManualClock clock;
  MemoryLog log(clock);
  Reader reader;
  log.set_reader(&reader);
  log.append({.author = chat::MemberId{7}, .change = chat::MessageEntry{"one"}});
  clock.advance(base::Duration{5});
  log.append({.change = chat::MessageEntry{"two"}});
  REQUIRE(reader.entries.size() == 2);
  CHECK(reader.entries[0].author == chat::MemberId{7});
  CHECK(reader.entries[0].id < reader.entries[1].id);
  CHECK(reader.entries[0].time == base::ManualClock::kWallStart);
  CHECK(reader.entries[1].time - reader.entries[0].time == base::Duration{5});
}

TEST_CASE("ids begin at the clock's microseconds, so a restart does not use one again") {
  base::ManualClock clock;
  Reader before;
  Reader after;
  MemoryLog first(clock);
  first.set_reader(&before);
  for (int i = 0; i < 1'000; ++i) first.append({.change = chat::MessageEntry{"x"}});
  clock.advance(base::Duration{1});
  MemoryLog second(clock);
  second.set_reader(&after);
  second.append({.change = chat::MessageEntry{"y"}});
  CHECK(after.entries.front().id > before.entries.back().id);
}

TEST_CASE("ids go on above the last one of an archive, though the clock goes back") {
  base::ManualClock clock;
  const auto now = base::microseconds_since_1970(clock.wall_time());
  CHECK(MemoryLog(clock, chat::EntryId{now + 7}).stamp().id == chat::EntryId{now + 8});
  CHECK(MemoryLog(clock, chat::EntryId{now - 7}).stamp().id == chat::EntryId{now});
}

}  // namespace
}  // namespace tertulia::server::memory_log_test
