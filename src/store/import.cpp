#include <algorithm>
#include <istream>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include "tertulia/store/tools.h"

#include "store/json_lines.h"
#include "store/tool.h"
#include "store/writable.h"

namespace tertulia::store {
namespace {

/// Writes lines into a database, in their order. An error says what is wrong with a line.
class Importer {
 public:
  explicit Importer(Writer& writer) : writer_(writer) {}

  std::optional<base::Error> add(const std::string& line) {
    auto read = from_json(line);
    if (!read) return base::Error{read.error()};
    auto content = *std::move(read);
    const bool is_head = std::holds_alternative<ExportHead>(content);
    if (is_head == has_head_)
      return base::Error{"the first line, and only it, must be of type meta"};
    has_head_ = true;
    return std::visit([this](auto& value) { return add(value); }, content);
  }
  bool has_head() const { return has_head_; }
  Imported imported() const { return {messages_, rooms_.size() - rooms_.count(chat::kLobby)}; }

  void finish() {
    chat::ArchiveBatch batch;
    batch.reserved = last_;
    writer_.write(batch);
  }

 private:
  std::optional<base::Error> add(const ExportHead& head) {
    last_ = head.reserved;
    return std::nullopt;
  }
  std::optional<base::Error> add(chat::ArchivedRoom& room) {
    if (!rooms_.insert(room.id).second) return base::Error{"the room was there before"};
    last_ = std::max(last_, chat::EntryId{static_cast<std::uint64_t>(room.id)});
    chat::ArchiveBatch batch;
    batch.rooms.push_back(std::move(room));
    writer_.write(batch);
    return std::nullopt;
  }
  std::optional<base::Error> add(chat::ArchivedMessage& message) {
    if (message.id <= last_message_) return base::Error{"the ids of messages must ascend"};
    if (message.room != chat::kLobby && !rooms_.contains(message.room))
      return base::Error{"the message is of an unknown room"};
    last_message_ = message.id;
    last_ = std::max(last_, message.id);
    ++messages_;
    chat::ArchiveBatch batch;
    batch.messages.push_back(std::move(message));
    writer_.write(batch);
    return std::nullopt;
  }

  Writer& writer_;
  bool has_head_ = false;
  std::set<chat::RoomId> rooms_;
  std::uint64_t messages_ = 0;
  chat::EntryId last_message_{};
  chat::EntryId last_{};
};

bool is_empty(SQLite::Database& database) {
  return read_integer(database,
                      "SELECT (SELECT count(*) FROM rooms) + (SELECT count(*) FROM sessions) + "
                      "EXISTS (SELECT 1 FROM messages)") == 0;
}

base::Result<Imported> import_lines(std::istream& in, Writable& database) {
  SQLite::Transaction transaction(database.database, SQLite::TransactionBehavior::IMMEDIATE);
  if (!is_empty(database.database)) {
    return base::Error{"the database is not empty; import into a new one"};
  }
  Importer importer(database.writer);
  std::uint64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (const auto error = importer.add(line)) {
      return base::Error{fmt::format("line {}: {}", number, error->message)};
    }
  }
  if (in.bad()) return base::Error{"the input cannot be read"};
  if (!importer.has_head()) return base::Error{"the input is empty"};
  importer.finish();
  transaction.commit();
  return importer.imported();
}

}  // namespace

base::Result<Imported> import_from(std::istream& in, const std::string& path) {
  auto result = result_of(path, [&] {
    Writable database(path);
    return import_lines(in, database);
  });
  if (!result) return base::Error{result.error()};
  return *std::move(result);
}

}  // namespace tertulia::store
