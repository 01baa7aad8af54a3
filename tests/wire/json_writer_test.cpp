#include "wire/json_writer.h"

#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"

namespace tertulia::wire::json::json_writer_test {
namespace {

using namespace std::chrono_literals;

std::string string_of(std::string_view text) {
  std::string out;
  append_string(out, text);
  return out;
}

TEST_CASE("quotes, backslashes and tabs are escaped, and nothing else") {
  CHECK(string_of("") == R"("")");
  CHECK(string_of("plain / text") == R"("plain / text")");
  CHECK(string_of(R"(a"b\c)") == R"("a\"b\\c")");
  CHECK(string_of("\ta\t") == R"("\ta\t")");
  CHECK(string_of("é😀") == "\"é😀\"");
  std::string out = R"(a"b)";
  append_string(out, "\"");
  CHECK(out == R"(a"b"\"")");
}

TEST_CASE("the size of a string follows from its text") {
  using namespace std::string_view_literals;
  for (const auto text : {""sv, "hi"sv, "\"\\\t\n\0\x7F"sv, "\u202E\""sv, "\xFF\\"sv}) {
    CHECK(string_of(text).size() == base::safe_size(text) + count_escapes(text) + 2);
  }
}

TEST_CASE("an object has its fields in order") {
  std::string out = "{";
  Object object(out);
  object.text("a", "{").number("b", UINT64_MAX).flag("c", true).flag("d", false);
  object.field("e").out() += "[]";
  object.end();
  CHECK(out == R"({{"a":"{","b":18446744073709551615,"c":true,"d":false,"e":[]})");
}

TEST_CASE("a time is in UTC, with milliseconds") {
  const auto shown = [](std::chrono::system_clock::duration since_1970) {
    std::string out;
    Object(out).time("t", base::WallTime(since_1970)).end();
    return out.substr(6, out.size() - 8);
  };
  CHECK(shown(0s) == "1970-01-01T00:00:00.000Z");
  CHECK(shown(1ms) == "1970-01-01T00:00:00.001Z");
  CHECK(shown(999us) == "1970-01-01T00:00:00.000Z");
  CHECK(shown(-1us) == "1969-12-31T23:59:59.999Z");
  CHECK(shown(1'772'323'199s + 999ms) == "2026-02-28T23:59:59.999Z");
  CHECK(shown(1'709'164'800s) == "2024-02-29T00:00:00.000Z");
}

TEST_CASE("a line repeats the tag of its request") {
  std::string out;
  Line(out, "pong").end({});
  Line(out, "pong").end({"a", 7});
  CHECK(out == "{\"type\":\"pong\"}\n{\"type\":\"pong\",\"tag\":\"a\"}\n");
}

}  // namespace
}  // namespace tertulia::wire::json::json_writer_test
