#include "tertulia/chat/command_table.h"

#include <set>
#include <string>

#include <doctest/doctest.h>

namespace tertulia::chat::command_table_test {
namespace {

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
    const auto full = name + (name == "/private" ? " on" : " Ann hello");
    CHECK_FALSE(std::holds_alternative<Invalid>(parse_command(full)));
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

TEST_CASE("an unknown command is named") {
  const auto command = parse_command("/usr/bin/ld: not found");
  REQUIRE(std::holds_alternative<Invalid>(command));
  CHECK(std::get<Invalid>(command).problem == Problem::unknown_command);
  CHECK(std::get<Invalid>(command).subject == "/usr/bin/ld:");
}

}  // namespace
}  // namespace tertulia::chat::command_table_test
