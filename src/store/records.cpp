#include "store/records.h"

#include <algorithm>

#include <fmt/format.h>

#include "tertulia/base/clock.h"

namespace tertulia::store {
namespace {

void append_nominee(chat::ArchivedRoom& room, const Rows& row) {
  const auto client = row.id<chat::MemberId>(1);
  const auto account = row.id<chat::AccountId>(1);
  switch (static_cast<Role>(row.integer(0))) {
    case Role::room_operator:
      return room.operators.push_back(client);
    case Role::invited:
      return room.invited.push_back(client);
    case Role::viewer:
      return room.private_views.push_back({client, row.id<chat::EntryId>(2)});
    case Role::operator_account:
      return room.operator_accounts.push_back(account);
    case Role::invited_account:
      return room.invited_accounts.push_back(account);
  }
}

}  // namespace

base::WallTime time_from_sql(std::int64_t microseconds) {
  return base::WallTime{
      std::chrono::microseconds{std::clamp(microseconds, std::int64_t{0}, kMaxNumber)}};
}

RoomWriter::RoomWriter(SQLite::Database& database)
    : room_(database, "INSERT OR REPLACE INTO rooms VALUES (?, ?, ?, ?, ?, ?)"),
      nominee_(database, "INSERT OR REPLACE INTO nominees VALUES (?, ?, ?, ?)"),
      remove_room_(database, "DELETE FROM rooms WHERE id = ?"),
      remove_nominees_(database, "DELETE FROM nominees WHERE room = ?"),
      close_(database, "INSERT OR IGNORE INTO closed_rooms VALUES (?)") {}

void RoomWriter::write(const chat::ArchivedRoom& room) {
  room_.run(room.id, room.name, room.topic, room.founder, room.is_private, room.founder_account);
  remove_nominees_.run(room.id);
  nominate_all(room.id, Role::room_operator, room.operators);
  nominate_all(room.id, Role::invited, room.invited);
  nominate_all(room.id, Role::operator_account, room.operator_accounts);
  nominate_all(room.id, Role::invited_account, room.invited_accounts);
  for (const auto& view : room.private_views) {
    nominate(room.id, Role::viewer, view.client, view.from);
  }
}

void RoomWriter::close(chat::RoomId room) {
  remove_room_.run(room);
  remove_nominees_.run(room);
  close_.run(room);
}

template <class Id>
void RoomWriter::nominate(chat::RoomId room, Role role, Id who, chat::EntryId since) {
  nominee_.run(room, role, who, since);
}

template <class Id>
void RoomWriter::nominate_all(chat::RoomId room, Role role, const std::vector<Id>& all) {
  for (const auto who : all) nominate(room, role, who);
}

SessionWriter::SessionWriter(SQLite::Database& database)
    : session_(database, "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)"),
      visit_(database, "INSERT INTO visits VALUES (?, ?, ?, ?)"),
      remove_session_(database, "DELETE FROM sessions WHERE id = ?"),
      remove_visits_(database, "DELETE FROM visits WHERE session = ?") {}

void SessionWriter::write(const chat::ArchivedSession& session) {
  session_.run(session.id, Blob{session.token}, session.name, session.host, session.encrypted,
               session.acknowledged, session.account);
  remove_visits_.run(session.id);
  std::size_t place = 0;
  for (const auto& visit : session.rooms) {
    visit_.run(session.id, place++, visit.room, visit.entered);
  }
}

void SessionWriter::remove(chat::MemberId session) {
  remove_session_.run(session);
  remove_visits_.run(session);
}

AccountWriter::AccountWriter(SQLite::Database& database)
    : account_(database, "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?)"),
      key_(database, "INSERT INTO account_keys VALUES (?, ?, ?)"),
      remove_account_(database, "DELETE FROM accounts WHERE id = ?"),
      remove_keys_(database, "DELETE FROM account_keys WHERE account = ?") {}

void AccountWriter::write(const chat::ArchivedAccount& account) {
  account_.run(account.id, account.name, account.password,
               base::microseconds_since_1970(account.since), account.is_operator);
  remove_keys_.run(account.id);
  std::size_t place = 0;
  for (const auto& key : account.keys) key_.run(account.id, place++, key);
}

void AccountWriter::remove(chat::AccountId account) {
  remove_account_.run(account);
  remove_keys_.run(account);
}

std::vector<chat::ArchivedAccount> read_accounts(SQLite::Database& database) {
  Statement accounts(database,
                     "SELECT id, name, password, since, operator FROM accounts ORDER BY id");
  Statement keys(database, "SELECT fingerprint FROM account_keys WHERE account = ? ORDER BY place");
  std::vector<chat::ArchivedAccount> all;
  for (Rows rows(accounts); rows.next();) {
    auto& account = all.emplace_back();
    account.id = rows.id<chat::AccountId>(0);
    account.name = rows.text(1);
    account.password = rows.text(2);
    account.since = time_from_sql(rows.integer(3));
    account.is_operator = rows.flag(4);
    for (Rows row(keys, account.id); row.next();) account.keys.push_back(row.text(0));
  }
  return all;
}

std::vector<chat::ArchivedRoom> read_rooms(SQLite::Database& database) {
  Statement rooms(
      database, "SELECT id, name, topic, founder, private, founder_account FROM rooms ORDER BY id");
  Statement nominees(database,
                     "SELECT role, client, since FROM nominees WHERE room = ? "
                     "ORDER BY role, client");
  std::vector<chat::ArchivedRoom> all;
  for (Rows rows(rooms); rows.next();) {
    auto& room = all.emplace_back();
    room.id = rows.id<chat::RoomId>(0);
    room.name = rows.text(1);
    room.topic = rows.text(2);
    room.founder = rows.id<chat::MemberId>(3);
    room.is_private = rows.flag(4);
    room.founder_account = rows.id<chat::AccountId>(5);
    for (Rows row(nominees, room.id); row.next();) append_nominee(room, row);
  }
  return all;
}

std::vector<chat::ArchivedSession> read_sessions(SQLite::Database& database) {
  Statement sessions(
      database,
      "SELECT id, token, name, host, encrypted, acknowledged, account FROM sessions ORDER BY id");
  Statement visits(database, "SELECT room, entered FROM visits WHERE session = ? ORDER BY place");
  std::vector<chat::ArchivedSession> all;
  for (Rows rows(sessions); rows.next();) {
    auto& session = all.emplace_back();
    session.id = rows.id<chat::MemberId>(0);
    session.token = rows.text(1);
    session.name = rows.text(2);
    session.host = rows.text(3);
    session.encrypted = rows.flag(4);
    session.acknowledged = static_cast<chat::Number>(rows.integer(5));
    session.account = rows.id<chat::AccountId>(6);
    for (Rows row(visits, session.id); row.next();) {
      session.rooms.push_back({row.id<chat::RoomId>(0), row.id<chat::EntryId>(1)});
    }
  }
  return all;
}

std::string select_messages(std::string_view from, std::string_view where) {
  return fmt::format(
      "SELECT m.id, m.room, m.hidden, m.sender, m.at, m.session, n.name, m.kind, m.cid, m.text "
      "FROM {} CROSS JOIN names n ON n.id = m.sender WHERE {}",
      from, where);
}

chat::ArchivedMessage MessageRow::message() const {
  return {.id = id(),
          .time = time_from_sql(rows_.integer(4)),
          .room = room(),
          .author = rows_.id<chat::MemberId>(5),
          .from = rows_.text(6),
          .text = rows_.text(9),
          .style = static_cast<chat::MessageStyle>(rows_.integer(7)),
          .number = static_cast<chat::Number>(rows_.integer(8)),
          .hidden = hidden()};
}

}  // namespace tertulia::store
