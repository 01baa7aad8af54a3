#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace tertulia::store {

/// Bytes that are no text.
struct Blob {
  const std::string& bytes;
};

/// SQLite's integers have a sign; larger ones become the largest.
template <class Value>
requires std::integral<Value> || std::is_enum_v<Value> std::int64_t to_sql(Value value) {
  if constexpr (std::is_enum_v<Value>) {
    return to_sql(static_cast<std::underlying_type_t<Value>>(value));
  } else if constexpr (std::same_as<Value, bool>) {
    return value ? 1 : 0;
  } else {
    return std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value) : INT64_MAX;
  }
}

template <class Id>
Id from_sql(std::int64_t value) {
  return Id{static_cast<std::uint64_t>(value)};
}

/// A prepared statement that is kept for further calls.
class Statement {
 public:
  Statement(SQLite::Database& database, const char* sql) : statement_(database, sql) {}

  /// Runs a statement that returns nothing. Returns the number of rows that it has changed.
  template <class... Values>
  int run(const Values&... values) {
    const Reset reset(statement_);
    int index = 0;
    (bind_for_this_call(++index, values), ...);
    return statement_.exec();
  }

 private:
  friend class Rows;

  /// A statement that is not reset would hold its locks and its values.
  class Reset {
   public:
    explicit Reset(SQLite::Statement& statement) : statement_(statement) {}
    ~Reset() { statement_.tryReset(); }
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;

   private:
    SQLite::Statement& statement_;
  };

  template <class Value>
  void bind(int index, const Value& value) {
    statement_.bind(index, to_sql(value));
  }
  void bind(int index, const std::string& value) { statement_.bind(index, value); }

  template <class Value>
  void bind_for_this_call(int index, const Value& value) {
    bind(index, value);
  }
  void bind_for_this_call(int index, const std::string& value) {
    statement_.bindNoCopy(index, value);
  }
  void bind_for_this_call(int index, const Blob& value) {
    statement_.bindNoCopy(index, value.bytes.data(), static_cast<int>(value.bytes.size()));
  }

  SQLite::Statement statement_;
};

/// The rows of one call of a statement, which it may not survive.
class Rows {
 public:
  template <class... Values>
  explicit Rows(Statement& statement, const Values&... values)
      : statement_(statement.statement_), reset_(statement.statement_) {
    int index = 0;
    (statement.bind(++index, values), ...);
  }

  /// Whether there is a further row, which the other methods then read.
  bool next() { return statement_.executeStep(); }
  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  template <class Id>
  Id id(int column) const {
    return from_sql<Id>(integer(column));
  }
  bool flag(int column) const { return integer(column) != 0; }
  std::string text(int column) const { return statement_.getColumn(column).getString(); }

 private:
  SQLite::Statement& statement_;
  Statement::Reset reset_;
};

}  // namespace tertulia::store
