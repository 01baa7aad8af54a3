#include "store/index_check.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include "store/schema.h"
#include "store/statement.h"

namespace tertulia::store {
namespace {

/// A sum over words, which does not depend on their order.
class WordSum {
 public:
  void add(std::string_view word, std::int64_t message, std::int64_t place) {
    std::uint64_t hash = kBasis;
    for (const char c : word.substr(0, kMaxWord))
      hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    hash = mixed(hash ^ static_cast<std::uint64_t>(message));
    sum_ += mixed(hash ^ static_cast<std::uint64_t>(place));
  }
  bool operator==(const WordSum& other) const = default;

 private:
  static constexpr std::size_t kMaxWord = 32'768;  // FTS5 cuts longer ones.
  // FNV-1a, and the finalizer of MurmurHash3.
  static constexpr std::uint64_t kBasis = 0xCBF29CE484222325;
  static constexpr std::uint64_t kPrime = 0x100000001B3;
  static std::uint64_t mixed(std::uint64_t hash) {
    hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCD;
    hash = (hash ^ (hash >> 33U)) * 0xC4CEB9FE1A85EC53;
    return hash ^ (hash >> 33U);
  }

  std::uint64_t sum_ = 0;
};

fts5_api& find_api(SQLite::Database& database) {
  sqlite3_stmt* raw = nullptr;
  database.check(sqlite3_prepare_v2(database.getHandle(), "SELECT fts5(?1)", -1, &raw, nullptr));
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw,
                                                                             &sqlite3_finalize);
  fts5_api* api = nullptr;
  database.check(sqlite3_bind_pointer(raw, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr));
  sqlite3_step(raw);
  if (api == nullptr) throw SQLite::Exception("SQLite has no FTS5");
  return *api;
}

/// The tokenizer of the index.
class Tokenizer {
 public:
  explicit Tokenizer(SQLite::Database& database) : database_(database) {
    auto& api = find_api(database);
    void* context = nullptr;
    database.check(api.xFindTokenizer(&api, "unicode61", &context, &methods_));
    auto arguments = kTokenizerArguments;
    database.check(methods_.xCreate(context, arguments.data(), static_cast<int>(arguments.size()),
                                    &tokenizer_));
  }
  ~Tokenizer() { methods_.xDelete(tokenizer_); }
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  void add_words(WordSum& sum, std::int64_t message, const std::string& text) {
    Call call{sum, message};
    database_.check(methods_.xTokenize(tokenizer_, &call, FTS5_TOKENIZE_DOCUMENT, text.data(),
                                       static_cast<int>(text.size()), on_word));
  }

 private:
  struct Call {
    WordSum& sum;
    std::int64_t message;
    std::int64_t place = 0;
  };

  static int on_word(void* context, int /*flags*/, const char* word, int size, int /*begin*/,
                     int /*end*/) {
    auto& call = *static_cast<Call*>(context);
    call.sum.add({word, static_cast<std::size_t>(size)}, call.message, call.place++);
    return SQLITE_OK;
  }

  SQLite::Database& database_;
  fts5_tokenizer methods_{};
  Fts5Tokenizer* tokenizer_ = nullptr;
};

WordSum sum_of_messages(SQLite::Database& database) {
  WordSum sum;
  Tokenizer tokenizer(database);
  Statement texts(database, "SELECT id, text FROM searchable");
  for (Rows rows(texts); rows.next();) {
    tokenizer.add_words(sum, rows.integer(0), rows.text(1));
  }
  return sum;
}

WordSum sum_of_index(SQLite::Database& database) {
  WordSum sum;
  database.exec("CREATE VIRTUAL TABLE temp.word USING fts5vocab('main', 'search', 'instance')");
  Statement words(database, "SELECT term, doc, offset FROM temp.word");
  for (Rows rows(words); rows.next();) sum.add(rows.text(0), rows.integer(1), rows.integer(2));
  return sum;
}

}  // namespace

bool index_fits(SQLite::Database& database) {
  return sum_of_messages(database) == sum_of_index(database);
}

}  // namespace tertulia::store
