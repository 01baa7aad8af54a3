#include "tertulia/chat/command_table.h"

#include <set>
#include <string>

#include <doctest/doctest.h>

namespace tertulia::chat::command_table_test {
namespace {

std::string arguments_for(std::string_view name) {
  if (name == "/private" || name == "/guests") return " on";
  if (name == "/key" || name == "/account") return " list";
  return name == "/history" ? " 5" : " Ann hello";
}

TEST_CASE("every row has a name of its own, and a help line") {
  std::set<std::string_view> names;
  for (const auto& row : command_table()) {
    CAPTURE(row.usage);
    CHECK(row.usage.starts_with('/'));
    CHECK(names.insert(row.name()).second);
    CHECK(row.help.size() > 0);
    CHECK(find_command(row.name()) == &row);
  }
  CHECK(find_command("/nosuch") == nullptr);
  CHECK(find_command("/WhO") == find_command("/who"));
  CHECK(find_command("/wh") == nullptr);
  CHECK(find_command("") == nullptr);
  CHECK(find_command("who") == nullptr);
}

TEST_CASE("every command is parsed by its row, and needs its arguments") {
  for (const auto& row : command_table()) {
    CAPTURE(row.usage);
    const std::string name(row.name());
    const auto bare = parse_command(name);
    const auto* invalid = std::get_if<Invalid>(&bare);
    CHECK((invalid != nullptr) == row.needs_arguments());
    if (invalid != nullptr) {
      CHECK(invalid->problem == Problem::missing_argument);
      CHECK(invalid->subject == row.usage);
    }
    const auto line = name + arguments_for(name);
    const auto command = parse_command(line);
    CHECK_FALSE(std::holds_alternative<Invalid>(command));
    CHECK(role_for(command) == row.role);
  }
}

TEST_CASE("an argument in brackets may be missing") {
  CHECK(std::get<AskWho>(parse_command("/who")).room.empty());
  CHECK(std::get<AskWho>(parse_command("/who #games")).room == "#games");
  CHECK_FALSE(std::get<Topic>(parse_command("/topic ")).text);
  CHECK(std::get<Topic>(parse_command("/topic  Chess for all ")).text == "Chess for all");
  const auto kick = std::get<Kick>(parse_command("/kick Eve"));
  CHECK(kick.name == "Eve");
  CHECK(kick.reason.empty());
  CHECK(std::get<Kick>(parse_command("/kick Eve  too loud")).reason == "too loud");
}

TEST_CASE("an alias is another name of a command") {
  CHECK(find_command("/PART") == find_command("/leave"));
  CHECK(std::get<LeaveRoom>(parse_command("/part games")).room == "games");
  for (const auto& row : command_table()) CHECK(find_command(row.alias) != &command_table()[0]);
}

TEST_CASE("a switch is on or off") {
  CHECK(std::get<SetPrivate>(parse_command("/private ON")).on);
  CHECK_FALSE(std::get<SetPrivate>(parse_command("/private off")).on);
  const auto command = parse_command("/private maybe");
  REQUIRE(std::holds_alternative<Invalid>(command));
  CHECK(std::get<Invalid>(command).problem == Problem::invalid_argument);
}

TEST_CASE("a history has from 1 to 200 messages, and 20 unless stated") {
  CHECK(std::get<AskHistory>(parse_command("/history")).limit == 20);
  CHECK(std::get<AskHistory>(parse_command("/history")).room.empty());
  CHECK(std::get<AskHistory>(parse_command("/HISTORY 1")).limit == 1);
  CHECK(std::get<AskHistory>(parse_command("/history  200 ")).limit == 200);
  for (const std::string_view count :
       {"0", "201", "-1", "1.5", "x", "5 6", "99999999999999999999"}) {
    CAPTURE(count);
    const auto command = parse_command("/history " + std::string(count));
    REQUIRE(std::holds_alternative<Invalid>(command));
    CHECK(std::get<Invalid>(command).problem == Problem::invalid_argument);
  }
}

TEST_CASE("a room and a name may stand before the words of a search") {
  struct Row {
    std::string_view typed, words, room, from;
  };
  for (const auto& row : {
           Row{"lunch", "lunch", "", ""},
           Row{"lunch  at noon ", "lunch  at noon", "", ""},
           Row{"#games lunch", "lunch", "#games", ""},
           Row{"from:Bob lunch", "lunch", "", "Bob"},
           Row{"#games from:Bob lunch", "lunch", "#games", "Bob"},
           Row{"FROM:Bob  #games lunch", "lunch", "#games", "Bob"},
           Row{"from:Bob", "", "", "Bob"},
           Row{"#games", "", "#games", ""},
           Row{"lunch from:Bob", "lunch from:Bob", "", ""},
           Row{"#games #tag", "#tag", "#games", ""},
           Row{"from:Bob from:Ann", "from:Ann", "", "Bob"},
           Row{"# x", "# x", "", ""},
           Row{"from: Bob", "from: Bob", "", ""},
           Row{"fromage", "fromage", "", ""},
       }) {
    CAPTURE(row.typed);
    const auto line = "/search " + std::string(row.typed);
    const auto search = std::get<Search>(parse_command(line));
    CHECK(search.words == row.words);
    CHECK(search.room == row.room);
    CHECK(search.from == row.from);
    CHECK(search.limit == 20);
    CHECK(search.before == kEndOfLog);
  }
}

TEST_CASE("an unknown command is named") {
  const auto command = parse_command("/usr/bin/ld: not found");
  REQUIRE(std::holds_alternative<Invalid>(command));
  CHECK(std::get<Invalid>(command).problem == Problem::unknown_command);
  CHECK(std::get<Invalid>(command).subject == "/usr/bin/ld:");
}

}  // namespace
}  // namespace tertulia::chat::command_table_test
