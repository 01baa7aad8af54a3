#include "tertulia/server/replay.h"

#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/clock.h"
#include "tertulia/wire/json.h"

namespace tertulia::server::replay_test {
namespace {

using chat::EntryId;

constexpr std::size_t kRoomy = 1'000'000;

struct Fixture {
  Fixture() { pool.set_buffer_limit(kRoomy); }
  std::unique_ptr<ReplayBuffer> make(std::uint64_t edge = 0) {
    return std::make_unique<ReplayBuffer>(pool, EntryId{edge});
  }
  static std::string ids(const ReplayBuffer& buffer) {
    std::string all;
    for (const auto& line : buffer.lines()) all += line.text + " ";
    return all;
  }
  static void append(ReplayBuffer& buffer, std::uint64_t id, std::size_t size = 0) {
    buffer.append(EntryId{id}, std::to_string(id) + std::string(size, '.'));
  }

  base::ManualClock clock;
  reactor::SendBudget budget{clock};
  ReplayPool pool{budget};
};

TEST_CASE_FIXTURE(Fixture, "a buffer drops its oldest lines, and knows up to which") {
  pool.set_buffer_limit(3 * (1 + ReplayBuffer::kLineCost));
  auto buffer = make(2);
  CHECK(buffer->edge() == EntryId{2});
  CHECK(buffer->last() == EntryId{2});
  for (const auto id : {3, 5, 6}) append(*buffer, static_cast<std::uint64_t>(id));
  CHECK(buffer->edge() == EntryId{2});
  append(*buffer, 7);
  append(*buffer, 9);
  CHECK(buffer->edge() == EntryId{5});
  CHECK(buffer->last() == EntryId{9});
  CHECK(ids(*buffer) == "6 7 9 ");
  append(*buffer, 10, 500);
  CHECK(buffer->lines().empty());
  CHECK(buffer->edge() == EntryId{10});
}

TEST_CASE_FIXTURE(Fixture,
                  "all buffers together stay within the limit, at the cost of the largest") {
  budget.set_limit(8'000);
  CHECK(pool.limit() == 1'000);
  auto quiet = make();
  auto busy = make();
  append(*quiet, 1, 100);
  for (std::uint64_t id = 2; id < 100; ++id) {
    append(*busy, id, 10);
    CHECK(pool.used() <= pool.limit());
    CHECK(budget.queued() == pool.used());
  }
  CHECK(ids(*quiet).starts_with("1."));
  CHECK(busy->last() == EntryId{99});
  busy.reset();
  quiet.reset();
  CHECK(pool.used() == 0);
  CHECK(budget.queued() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a buffer that keeps all lines loses none to the others") {
  budget.set_limit(8'000);
  auto kept = make();
  kept->keep_all(true);
  CHECK_FALSE(kept->fits(500));
  for (std::uint64_t id = 1; kept->fits(50); ++id) append(*kept, id, 40);
  const auto lines = kept->lines().size();
  CHECK(lines == 4);
  auto busy = make();
  for (std::uint64_t id = 1'000; id < 1'100; ++id) append(*busy, id, 40);
  CHECK(kept->lines().size() == lines);
  CHECK(pool.used() <= pool.limit());
  auto second = make();
  append(*second, 1, 40);
  second->keep_all(true);
  CHECK(second->lines().empty());
  kept->keep_all(false);
  CHECK(second->fits(50));
}

TEST_CASE_FIXTURE(Fixture, "a replay has all gaps and lines in order") {
  auto games = make(4);
  auto lobby = make();
  auto messages = make();
  for (const auto id : {5, 8}) append(*games, static_cast<std::uint64_t>(id));
  for (const auto id : {3, 6, 9}) append(*lobby, static_cast<std::uint64_t>(id));
  append(*messages, 7);
  std::vector<ReplaySource> sources{{{chat::RoomId{2}, "games"}, games.get(), EntryId{2}},
                                    {{}, lobby.get(), EntryId{3}},
                                    {{.name = {}}, messages.get(), EntryId{0}}};
  std::string out;
  append_replay(sources, wire::json::dialect(), kRoomy, out);
  CHECK(out == "{\"type\":\"gap\",\"room\":\"games\",\"after\":2,\"before\":5}\n56789");
  out.clear();
  append_replay(sources, wire::json::dialect(), 2, out);
  CHECK(out ==
        "{\"type\":\"gap\",\"room\":\"\",\"after\":0,\"before\":8}\n"
        "{\"type\":\"gap\",\"room\":\"games\",\"after\":2,\"before\":6}\n"
        "{\"type\":\"gap\",\"room\":\"lobby\",\"after\":3,\"before\":7}\n89");
}

/// A source of the lobby whose buffer begins after 10, with 12 and 14.
struct Archived : Fixture {
  Archived() {
    for (const auto id : {12, 14}) append(*buffer, static_cast<std::uint64_t>(id));
  }
  static ArchivedLines archived(std::uint64_t after, std::uint64_t until,
                                const std::vector<std::uint64_t>& ids) {
    ArchivedLines lines{EntryId{after}, EntryId{until}, {}};
    for (const auto id : ids) lines.lines.push_back({EntryId{id}, std::to_string(id) + " "});
    return lines;
  }
  std::string replay(ArchivedLines lines, std::size_t max_bytes = kRoomy) const {
    std::string out;
    append_replay({{{}, buffer.get(), EntryId{5}, std::move(lines)}}, wire::json::dialect(),
                  max_bytes, out);
    return out;
  }
  static std::string gap(int after, int before) {
    return "{\"type\":\"gap\",\"room\":\"lobby\",\"after\":" + std::to_string(after) +
           ",\"before\":" + std::to_string(before) + "}\n";
  }
  std::unique_ptr<ReplayBuffer> buffer = make(10);
};

TEST_CASE_FIXTURE(Archived, "archived lines come before those of the buffer") {
  CHECK(replay(archived(5, 10, {6, 9})) == "6 9 1214");
  CHECK(replay(archived(3, 10, {4, 9})) == "9 1214");
  CHECK(replay(archived(5, 13, {6, 12})) == "6 12 14");
}

// A client took all up to the end of a gap for seen, and then came lines from before it.
TEST_CASE_FIXTURE(Archived, "what is neither archived nor in the buffer is a gap") {
  CHECK(replay({}) == gap(5, 11) + "1214");
  CHECK(replay(archived(7, 10, {9})) == gap(5, 8) + "9 1214");
  CHECK(replay(archived(5, 8, {6})) == "6 " + gap(8, 11) + "1214");
  CHECK(replay(archived(6, 8, {7})) == gap(5, 7) + "7 " + gap(8, 11) + "1214");
  CHECK(replay(archived(2, 4, {3})) == gap(5, 11) + "1214");
}

TEST_CASE_FIXTURE(Archived, "of too many lines, the archived ones are dropped first") {
  CHECK(replay(archived(5, 10, {6, 9}), 6) == gap(5, 7) + "9 1214");
  CHECK(replay(archived(5, 10, {6, 9}), 5) == gap(5, 10) + "1214");
  CHECK(replay(archived(5, 10, {6, 9}), 3) == gap(5, 13) + "14");
}

}  // namespace
}  // namespace tertulia::server::replay_test
