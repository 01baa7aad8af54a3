#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/clock.h"
#include "tertulia/chat/archive.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/store/archive.h"
#include "tertulia/store/tools.h"

#include "support/faulty_disk.h"
#include "support/run.h"
#include "support/temporary_directory.h"

namespace tertulia::support {

/// Makes a database of version 1 of a present one, without its rooms and sessions.
inline constexpr const char* kToVersion1 = R"(
DROP TABLE bans; DROP TABLE mutes; DELETE FROM meta WHERE name = 'guests';
DROP TABLE accounts; DROP TABLE account_keys; DROP TABLE rooms; DROP TABLE sessions;
CREATE TABLE rooms(id INTEGER PRIMARY KEY, name TEXT NOT NULL, topic TEXT NOT NULL,
  founder INTEGER NOT NULL, private INTEGER NOT NULL) STRICT;
CREATE TABLE sessions(id INTEGER PRIMARY KEY, token BLOB NOT NULL, name TEXT NOT NULL,
  host TEXT NOT NULL, encrypted INTEGER NOT NULL, acknowledged INTEGER NOT NULL) STRICT;
PRAGMA user_version=1)";

/// Makes messages with ids that ascend, and one second between their times.
class Messages {
 public:
  chat::ArchivedMessage make(std::string_view from, std::string_view text,
                             chat::RoomId room = chat::kLobby) {
    ++last_;
    return {.id = chat::EntryId{last_},
            .time = base::ManualClock::kWallStart + std::chrono::seconds{last_},
            .room = room,
            .author = chat::MemberId{7},
            .from = std::string(from),
            .text = std::string(text)};
  }
  std::uint64_t last() const { return last_; }

 private:
  std::uint64_t last_ = 0;
};

/// Rooms that a question is about, without lines of private times.
inline std::vector<chat::RoomScope> scopes(const std::vector<chat::RoomId>& rooms) {
  std::vector<chat::RoomScope> all;
  for (const auto room : rooms) all.push_back({room});
  return all;
}

inline std::vector<std::string> texts(const std::vector<chat::ArchivedMessage>& messages) {
  std::vector<std::string> all;
  for (const auto& message : messages) all.push_back(message.text);
  return all;
}

/// An archive in a directory of its own, on a loop with a manual clock.
struct ArchiveFixture {
  using Page = base::Result<chat::ArchivePage>;

  void open(store::Retention retention = {}) { archive.emplace(loop, path, retention); }
  void close() { archive.reset(); }
  void reopen() {
    close();
    open();
  }

  /// Waits until it is stored.
  void store(chat::ArchiveBatch batch) {
    bool stored = false;
    archive->store(std::move(batch), [&] { stored = true; });
    run_until(loop, [&] { return stored; });
  }
  void store(const std::vector<chat::ArchivedMessage>& said) {
    chat::ArchiveBatch batch;
    batch.messages = said;
    store(std::move(batch));
  }
  void say(std::string_view from, std::string_view text, chat::RoomId room = chat::kLobby) {
    store({messages.make(from, text, room)});
  }

  Page ask(chat::ArchiveQuery query) {
    std::optional<Page> found;
    archive->find(std::move(query), [&](Page page) { found.emplace(std::move(page)); });
    run_until(loop, [&] { return found.has_value(); });
    return *std::move(found);
  }
  /// The texts of the lobby that have these words, newest first.
  std::vector<std::string> find(std::string_view words) {
    const auto page =
        ask({.rooms = scopes({chat::kLobby}), .words = std::string(words), .limit = 100});
    REQUIRE(page);
    return texts(page->messages);
  }
  /// Of the database, a line each; empty: it is sound.
  std::string problems() const {
    const auto found = store::check(path);
    if (!found) return found.error();
    std::string lines;
    for (const auto& problem : *found) lines += problem + "\n";
    return lines;
  }

  FaultyDisk disk;  // So that no test waits for a busy disk.
  TemporaryDirectory directory;
  std::string path = directory.file("tertulia.db");
  base::ManualClock clock;
  reactor::Reactor loop{clock};
  Messages messages;
  std::optional<store::Archive> archive;
};

}  // namespace tertulia::support
