#include "store/order_records.h"

#include <string>
#include <variant>

#include "tertulia/base/clock.h"

#include "store/database.h"
#include "store/records.h"

namespace tertulia::store {
namespace {

std::uint64_t end_to_sql(const chat::End& end) {
  return end ? base::microseconds_since_1970(*end) : 0;
}

chat::End end_from_sql(std::int64_t microseconds) {
  return microseconds == 0 ? chat::End{} : chat::End{time_from_sql(microseconds)};
}

chat::Ban ban_of(const Rows& row) {
  return {.id = row.id<chat::EntryId>(0),
          .name = row.text(1),
          .account = row.id<chat::AccountId>(2),
          .network = base::Network::parse(row.text(3)),
          .network_until = end_from_sql(row.integer(4)),
          .by = row.text(5),
          .reason = row.text(6),
          .since = time_from_sql(row.integer(7)),
          .until = end_from_sql(row.integer(8))};
}

chat::Mute mute_of(const Rows& row) {
  return {.id = row.id<chat::EntryId>(0),
          .client = row.id<chat::MemberId>(1),
          .account = row.id<chat::AccountId>(2),
          .name = row.text(3),
          .by = row.text(4),
          .reason = row.text(5),
          .since = time_from_sql(row.integer(6)),
          .until = end_from_sql(row.integer(7))};
}

}  // namespace

OrderWriter::OrderWriter(SQLite::Database& database)
    : ban_(database, "INSERT OR REPLACE INTO bans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      remove_ban_(database, "DELETE FROM bans WHERE id = ?"),
      mute_(database, "INSERT OR REPLACE INTO mutes VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      remove_mute_(database, "DELETE FROM mutes WHERE id = ?"),
      guests_(database, "UPDATE meta SET value = ? WHERE name = 'guests'") {}

void OrderWriter::write(const chat::OrderChange& change) {
  std::visit([this](const auto& one) { apply(one); }, change);
}

void OrderWriter::apply(const chat::Ban& ban) {
  const auto network = ban.network ? ban.network->text() : std::string();
  ban_.run(ban.id, ban.name, ban.account, network, end_to_sql(ban.network_until), ban.by,
           ban.reason, base::microseconds_since_1970(ban.since), end_to_sql(ban.until));
}

void OrderWriter::apply(const chat::Mute& mute) {
  mute_.run(mute.id, mute.client, mute.account, mute.name, mute.by, mute.reason,
            base::microseconds_since_1970(mute.since), end_to_sql(mute.until));
}

void read_order(SQLite::Database& database, chat::ArchivedState& state) {
  Statement bans(database, "SELECT * FROM bans ORDER BY id");
  for (Rows rows(bans); rows.next();) state.bans.push_back(ban_of(rows));
  Statement mutes(database, "SELECT * FROM mutes ORDER BY id");
  for (Rows rows(mutes); rows.next();) state.mutes.push_back(mute_of(rows));
  state.guests_allowed =
      read_integer(database, "SELECT ifnull((SELECT value FROM meta WHERE name = 'guests'), 1)") !=
      0;
}

}  // namespace tertulia::store
