#include "tertulia/chat/command_table.h"

#include <set>
#include <string>

#include <doctest/doctest.h>

namespace tertulia::chat {
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
    CHECK((invalid != nullptr) == row.has_arguments());
    if (invalid != nullptr) {
      CHECK(invalid->problem == Problem::missing_argument);
      CHECK(invalid->subject == row.usage);
    }
    const auto full = name + " Ann hello";
    CHECK_FALSE(std::holds_alternative<Invalid>(parse_command(full)));
  }
}

TEST_CASE("an unknown command is named") {
  const auto command = parse_command("/usr/bin/ld: not found");
  REQUIRE(std::holds_alternative<Invalid>(command));
  CHECK(std::get<Invalid>(command).problem == Problem::unknown_command);
  CHECK(std::get<Invalid>(command).subject == "/usr/bin/ld:");
}

}  // namespace
}  // namespace tertulia::chat
