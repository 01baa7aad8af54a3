#include "tertulia/base/settings_file.h"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/temporary_directory.h"

namespace tertulia::base::settings_file_test {
namespace {

struct Fixture {
  /// Each line as `NUMBER NAME>VALUE<`, with `-` for a value that is missing.
  std::string read(std::string_view text) {
    std::string all;
    const auto path = directory.write("settings", text);
    const auto lines = read_settings_file(path);
    REQUIRE(lines);
    for (const auto& line : *lines) {
      REQUIRE(line.place.starts_with(path + ":"));
      const auto number = line.place.substr(path.size() + 1, 1);
      all.append(number).append(" ").append(line.name).append(">");
      all.append(line.value.value_or("-")).append("< ");
    }
    return all;
  }
  support::TemporaryDirectory directory;
};

TEST_CASE_FIXTURE(Fixture, "a settings file is lines of names and values, with comments") {
  CHECK(read("# x\n\na = 1\n b=2 # two\nc = \n") == "3 a>1< 4 b>2< 5 c>< ");
  CHECK(read("a = 1\r\nb = \"#2 \" # two\r\nc = ' 3'") == "1 a>1< 2 b>#2 < 3 c> 3< ");
  CHECK(read("").empty());
  CHECK(read("\xEF\xBB\xBF# x\n").empty());
}

TEST_CASE_FIXTURE(Fixture, "a line of another form has no value") {
  CHECK(read("a\nb = \"x\nc = 'x' y\n[d]\n") == "1 a>-< 2 b>-< 3 c>-< 4 [d]>-< ");
}

TEST_CASE_FIXTURE(Fixture, "a file that cannot be read is an error") {
  const auto missing = directory.file("missing");
  CHECK(read_settings_file(missing).error() ==
        "cannot read " + missing + ": No such file or directory");
}

TEST_CASE("a flag is a word of systemd.syntax(7)") {
  for (const auto* text : {"true", "yes", "on", "1", "y", "t", "ON", "True"}) {
    CHECK(*parse_flag(text));
  }
  for (const auto* text : {"false", "no", "off", "0", "n", "f", "Off"})
    CHECK_FALSE(*parse_flag(text));
  for (const auto* text : {"", "2", "maybe", "o"}) CHECK_FALSE(parse_flag(text));
}

}  // namespace
}  // namespace tertulia::base::settings_file_test
