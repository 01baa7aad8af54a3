// Makes the database of an archive with as many messages as wanted, for benchmarks. The same seed
// gives the same messages.

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/base/failure.h"
#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/store/archive.h"

namespace tertulia::bench {
namespace {

constexpr std::uint64_t kRooms = 100;
constexpr std::uint64_t kNames = 1'000;
constexpr std::uint64_t kWords = 20'000;
/// Message N has the word `markM`, where M is the remainder of N.
constexpr std::uint64_t kMarks = 10'000;
constexpr std::uint64_t kBatch = 1'000;
constexpr std::chrono::hours kPeriod{24 * 80};  // Until now.

class Generator {
 public:
  Generator(std::uint64_t count, std::uint64_t seed, base::WallTime end)
      : random_(seed),
        step_(std::chrono::microseconds{kPeriod} / static_cast<int>(count)),
        time_(end - kPeriod) {}

  /// Half of the messages are in the lobby, and a few rooms have most of the others.
  chat::ArchivedMessage next() {
    time_ += step_;
    const auto author = skewed(kNames);
    return {.id = chat::EntryId{base::microseconds_since_1970(time_)},
            .time = time_,
            .room = random_() % 2 == 0 ? chat::kLobby : room(skewed(kRooms)),
            .author = chat::MemberId{author + 1},
            .from = "User" + std::to_string(author),
            .text = text()};
  }
  static chat::RoomId room(std::uint64_t index) { return chat::RoomId{index + 2}; }

 private:
  /// A small number is more probable, as in a language: the third power of an even distribution.
  std::uint64_t skewed(std::uint64_t count) {
    const auto even = static_cast<double>(random_() % 1'000'000) / 1e6;
    return static_cast<std::uint64_t>(std::pow(even, 3) * static_cast<double>(count));
  }

  std::string text() {
    std::string text = "mark" + std::to_string(number_++ % kMarks);
    for (auto words = 5 + random_() % 10; words > 0; --words) text += " " + word(skewed(kWords));
    return text;
  }

  /// A word of a few syllables.
  static std::string word(std::uint64_t index) {
    static constexpr std::string_view kConsonants = "bdfgklmnprstvz";
    static constexpr std::string_view kVowels = "aeiou";
    std::string word;
    do {
      word += kConsonants[index % kConsonants.size()];
      index /= kConsonants.size();
      word += kVowels[index % kVowels.size()];
      index /= kVowels.size();
    } while (index > 0);
    return word;
  }

  std::mt19937_64 random_;
  std::chrono::microseconds step_;
  base::WallTime time_;
  std::uint64_t number_ = 0;
};

/// A client that can resume is in all rooms: a server removes rooms without a member.
chat::ArchiveBatch rooms() {
  constexpr chat::MemberId kKeeper{kNames + 1};
  chat::ArchiveBatch batch;
  chat::ArchivedSession keeper{.id = kKeeper,
                               .token = std::string(16, 'k'),
                               .name = "Keeper",
                               .host = "127.0.0.1",
                               .encrypted = false,
                               .rooms = {{}},
                               .acknowledged = 0};
  for (std::uint64_t i = 0; i < kRooms; ++i) {
    const auto id = Generator::room(i);
    batch.rooms.push_back({.id = id,
                           .name = "room" + std::to_string(i),
                           .topic = "",
                           .founder = kKeeper,
                           .operators = {},
                           .invited = {},
                           .private_views = {}});
    keeper.rooms.push_back({id, {}});
  }
  batch.sessions.push_back(std::move(keeper));
  return batch;
}

void make(const std::string& path, std::uint64_t count, std::uint64_t seed) {
  base::SystemClock clock;
  reactor::Reactor loop(clock);
  store::Archive archive(loop, path, {});
  Generator generator(count, seed, clock.wall_time());
  const std::function<void()> store_next = [&] {
    if (count == 0) return loop.stop();
    chat::ArchiveBatch batch;
    for (; count > 0 && batch.messages.size() < kBatch; --count) {
      batch.messages.push_back(generator.next());
    }
    archive.store(std::move(batch), store_next);
  };
  archive.store(rooms(), store_next);
  loop.run();
}

}  // namespace
}  // namespace tertulia::bench

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2 || arguments.size() > 3) {
    std::cerr << "Usage: make-archive PATH MESSAGES [SEED]\n"
                 "Adds so many messages of the last 80 days to a database, which is made if it "
                 "does not exist.\n";
    return EXIT_FAILURE;
  }
  const auto count = tertulia::base::parse_count(arguments[1]);
  const auto seed = tertulia::base::parse_count(arguments.size() > 2 ? arguments[2] : "1");
  if (!count || *count == 0 || *count > 1'000'000'000 || !seed) {
    std::cerr << "make-archive: wrong number\n";
    return EXIT_FAILURE;
  }
  try {
    tertulia::bench::make(arguments[0], *count, *seed);
  } catch (const tertulia::base::StartFailure& failure) {
    std::cerr << "make-archive: " << failure.what() << '\n';
    return EXIT_FAILURE;
  }
}
