#include "tertulia/store/tools.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include "store/database.h"
#include "support/store_fixture.h"

namespace tertulia::store::tools_test {
namespace {

using chat::EntryId;
using chat::MemberId;
using chat::RoomId;
using support::ArchiveFixture;

constexpr RoomId kChess{20};

struct ToolsFixture : ArchiveFixture {
  ToolsFixture() {
    open();
    chat::ArchiveBatch batch;
    batch.rooms = {{.id = kChess,
                    .name = "chess",
                    .topic = "a \"topic\"",
                    .founder = MemberId{3},
                    .is_private = true,
                    .operators = {MemberId{4}},
                    .invited = {MemberId{5}, MemberId{6}},
                    .private_views = {{MemberId{3}, EntryId{1}}}}};
    batch.sessions = {{.id = MemberId{3},
                       .token = "t",
                       .name = "Ann",
                       .host = "h",
                       .rooms = {{kChess, EntryId{1}}}}};
    batch.messages = {messages.make("Ann", "hello 世界"), messages.make("Bob", "waves", kChess)};
    batch.messages[1].style = chat::MessageStyle::acted;
    batch.messages[1].hidden = true;
    batch.messages[1].number = 9;
    store(batch);
  }

  void change(const char* sql) const {
    auto database = open_database(path, Access::read_write);
    database.exec(sql);
  }
  std::string exported(const std::string& from) const {
    std::ostringstream out;
    const auto result = export_to(from, out);
    REQUIRE_MESSAGE(result, (result ? "" : result.error()));
    return out.str();
  }
  std::string import_error(const std::string& text) const {
    std::istringstream in(text);
    const auto other = directory.file("other.db");
    const auto result = import_from(in, other);
    REQUIRE_FALSE(result);
    CHECK(read_integer_of(other, "SELECT count(*) FROM messages") == 0);
    CHECK(read_integer_of(other, "SELECT count(*) FROM rooms") == 0);
    return result.error();
  }
  static std::int64_t read_integer_of(const std::string& file, const char* query) {
    auto database = open_database(file, Access::read_only);
    return read_integer(database, query);
  }
};

TEST_CASE_FIXTURE(ToolsFixture, "a database that a server uses is found sound") {
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(ToolsFixture, "a check does not hold up the server") {
  SQLite::Database reading(path);
  reading.exec("BEGIN; SELECT * FROM messages");
  CHECK(problems() == "");
  say("Bob", "beside it");
  CHECK(find("beside").size() == 1);
}

TEST_CASE_FIXTURE(ToolsFixture, "references to nothing are found") {
  close();
  change("DELETE FROM names WHERE name = 'Bob'");
  change("DELETE FROM rooms; DELETE FROM sessions");
  CHECK(problems() ==
        "1 messages of an unknown sender\n"
        "1 messages of an unknown room\n"
        "4 operators, invitations or views of an unknown room\n"
        "1 visits of an unknown session\n"
        "1 visits to an unknown room\n");
}

TEST_CASE_FIXTURE(ToolsFixture, "an index that does not fit the messages is found") {
  close();
  const std::string unfit = "the search index does not fit the messages\n";
  SUBCASE("a word that no message has") {
    change("INSERT INTO search(rowid, text) VALUES (1, 'more')");
    CHECK(problems() == unfit);
  }
  SUBCASE("a message that is not in it") {
    change("INSERT INTO search(search, rowid, text) VALUES ('delete', 2, 'waves')");
    CHECK(problems() == unfit);
  }
  SUBCASE("a text that was changed beside it") {
    change("UPDATE messages SET text = 'hello' WHERE id = 1");
    CHECK(problems() == unfit);
  }
  change("INSERT INTO search(search) VALUES ('rebuild')");
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(ToolsFixture, "an index that cannot be read is found") {
  close();
  change("UPDATE search_data SET block = x'00' WHERE id > 1000");
  const auto found = problems();
  CAPTURE(found);
  // SQLite's own check looks into the index from 3.44 on.
  const bool by_sqlite = found.find("inverted index for FTS5 table") != std::string::npos;
  CHECK((by_sqlite || found.starts_with("the search index cannot be read")));
}

TEST_CASE_FIXTURE(ToolsFixture, "FTS5's own check agrees") {
  close();
  change("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)");
}

TEST_CASE_FIXTURE(ToolsFixture, "a damaged page is found") {
  std::vector<chat::ArchivedMessage> many;
  many.reserve(300);
  for (int i = 0; i < 300; ++i) many.push_back(messages.make("Bob", std::string(200, 'y')));
  store(many);
  close();
  const auto page =
      read_integer_of(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'messages_by_room'");
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp((page - 1) * 4096);
  file << std::string(100, '\x7F');
  file.close();
  CHECK(problems() != "");
}

TEST_CASE_FIXTURE(ToolsFixture, "tools say why a database cannot be used") {
  path = directory.file("none.db");
  CHECK(problems() == "cannot use " + path +
                          ": the database cannot be opened; check the owner and the mode of the "
                          "file and of its directory");
  directory.write("none.db", "");
  CHECK(problems() == "cannot use " + path +
                          ": it is empty, or of an older version; start tertuliad with it once");
}

TEST_CASE_FIXTURE(ToolsFixture, "the export has a line for each room and message") {
  const auto text = exported(path);
  const auto first = text.find('\n') + 1;
  CHECK(text.starts_with(R"({"type":"meta","format":1,"reserved":17)"));
  CHECK(text.substr(first) ==
        R"({"type":"room","id":20,"name":"chess","topic":"a \"topic\"","founder":3,"private":true,)"
        R"("operators":[4],"invited":[5,6],"views":[{"client":3,"from":1}]})"
        "\n"
        R"({"type":"message","id":1,"at":1767225601000000,"room":1,"author":7,"cid":0,)"
        R"("from":"Ann","style":"said","hidden":false,"text":"hello 世界"})"
        "\n"
        R"({"type":"message","id":2,"at":1767225602000000,"room":20,"author":7,"cid":9,)"
        R"("from":"Bob","style":"acted","hidden":true,"text":"waves"})"
        "\n");
  CHECK(exported(path) == text);
}

TEST_CASE_FIXTURE(ToolsFixture, "an import gives the same export, and a server can use it") {
  const auto text = exported(path);
  const auto other = directory.file("other.db");
  std::istringstream in(text);
  const auto result = import_from(in, other);
  REQUIRE_MESSAGE(result, (result ? "" : result.error()));
  CHECK(result->messages == 2);
  CHECK(result->rooms == 1);
  CHECK(exported(other) == text);
  close();
  path = other;
  open();
  CHECK(archive->load(9).last >= EntryId{base::microseconds_since_1970(clock.wall_time())});
  CHECK(find("世界").size() == 1);
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(ToolsFixture, "messages of a closed room are not exported") {
  chat::ArchiveBatch batch;
  batch.closed_rooms = {kChess};
  store(batch);
  CHECK(exported(path).find("waves") == std::string::npos);
}

TEST_CASE_FIXTURE(ToolsFixture, "bytes that are not UTF-8 are replaced in the export") {
  say("Bob",
      "a\xFF"
      "b");
  CHECK(exported(path).find("a\uFFFD"
                            "b") != std::string::npos);
}

TEST_CASE_FIXTURE(ToolsFixture, "an import into a database that is not empty is refused") {
  close();
  std::istringstream in(exported(path));
  const auto result = import_from(in, path);
  REQUIRE_FALSE(result);
  CHECK(result.error() == "the database is not empty; import into a new one");
}

TEST_CASE_FIXTURE(ToolsFixture, "an import with a wrong line imports nothing, and names the line") {
  const auto text = exported(path);
  const auto meta = text.substr(0, text.find('\n') + 1);
  const auto message = text.substr(text.find(R"({"type":"message","id":1)"));
  CHECK(import_error("") == "the input is empty");
  CHECK(import_error("{}\n") == "line 1: a field is missing, or has another type");
  CHECK(import_error(message) == "line 1: the first line, and only it, must be of type meta");
  CHECK(import_error(meta + meta) == "line 2: the first line, and only it, must be of type meta");
  CHECK(import_error(text + "nonsense") == "line 5: it is not JSON");
  CHECK(import_error(text + message) == "line 5: the ids of messages must ascend");
  CHECK(import_error(meta + message) == "line 3: the message is of an unknown room");
  CHECK(import_error(text + R"({"type":"other"})") == "line 5: the type 'other' is not known");
  CHECK(import_error(text + R"({"type":"room","id":-1})") == "line 5: a number is out of range");
  CHECK(import_error(text + R"({"type":"room","id":"1"})") == "line 5: a number is out of range");
  CHECK(import_error(text + R"({"type":"room","id":9007199254740992})") ==
        "line 5: a number is out of range");
  CHECK(import_error(text + R"({"type":"room","id":20,"name":null})") ==
        "line 5: a field is missing, or has another type");
  CHECK(import_error(R"({"type":"meta","format":2})") ==
        "line 1: it is written by a newer tertuliad");
  CHECK(import_error(text + "[1]") == "line 5: a field is missing, or has another type");
}

}  // namespace
}  // namespace tertulia::store::tools_test
