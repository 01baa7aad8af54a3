#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "tertulia/chat/archive.h"

#include "store/statement.h"

/// How rooms, sessions, accounts and messages are rows of tables.
namespace tertulia::store {

/// What a client is to a room, beside its founder (`nominees.role`).
/// The last ones are those of the owner of a registered name: `nominees.client` is its account.
enum class Role { room_operator, invited, viewer, operator_account, invited_account };

/// The largest number that all programs read exactly in JSON. Times up to it are in the 23rd
/// century.
inline constexpr std::int64_t kMaxNumber = (std::int64_t{1} << 53U) - 1;

base::WallTime time_from_sql(std::int64_t microseconds);

/// Writes, on one connection. All methods throw `SQLite::Exception`.
class RoomWriter {
 public:
  explicit RoomWriter(SQLite::Database& database);

  /// Replaces what is there of this room.
  void write(const chat::ArchivedRoom& room);
  /// Its messages are left to the retention.
  void close(chat::RoomId room);

 private:
  template <class Id>
  void nominate(chat::RoomId room, Role role, Id who, chat::EntryId since = {});
  template <class Id>
  void nominate_all(chat::RoomId room, Role role, const std::vector<Id>& all);

  Statement room_;
  Statement nominee_;
  Statement remove_room_;
  Statement remove_nominees_;
  Statement close_;
};

class SessionWriter {
 public:
  explicit SessionWriter(SQLite::Database& database);

  /// Replaces what is there of this session.
  void write(const chat::ArchivedSession& session);
  void remove(chat::MemberId session);

 private:
  Statement session_;
  Statement visit_;
  Statement remove_session_;
  Statement remove_visits_;
};

class AccountWriter {
 public:
  explicit AccountWriter(SQLite::Database& database);

  /// Replaces what is there of this account.
  void write(const chat::ArchivedAccount& account);
  void remove(chat::AccountId account);

 private:
  Statement account_;
  Statement key_;
  Statement remove_account_;
  Statement remove_keys_;
};

std::vector<chat::ArchivedAccount> read_accounts(SQLite::Database& database);
std::vector<chat::ArchivedRoom> read_rooms(SQLite::Database& database);
std::vector<chat::ArchivedSession> read_sessions(SQLite::Database& database);

/// A query of messages, from these tables and with this condition. It must call `messages` `m`.
std::string select_messages(std::string_view from, std::string_view where);

/// The present row of such a query.
class MessageRow {
 public:
  explicit MessageRow(const Rows& rows) : rows_(rows) {}

  chat::RoomId room() const { return rows_.id<chat::RoomId>(1); }
  chat::EntryId id() const { return rows_.id<chat::EntryId>(0); }
  bool hidden() const { return rows_.flag(2); }
  std::int64_t sender() const { return rows_.integer(3); }
  chat::ArchivedMessage message() const;

 private:
  const Rows& rows_;
};

}  // namespace tertulia::store
