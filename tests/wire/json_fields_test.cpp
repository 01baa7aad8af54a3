#include "wire/json_fields.h"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "tertulia/wire/json.h"

namespace tertulia::wire::json::json_fields_test {
namespace {

using Kind = Value::Kind;

Kind kind_of(Field field, std::string_view line) {
  const auto fields = parse_fields(line);
  REQUIRE(fields.has_value());
  return (*fields)[field].kind;
}

std::string repeat(std::string_view text, std::size_t count) {
  std::string all;
  for (; count > 0; --count) all += text;
  return all;
}

/// An object with an unknown field, in which so many arrays and objects are open at once.
std::string nested(std::string_view open, std::string_view close, std::size_t depth) {
  return R"({"x":)" + repeat(open, depth - 1) + "1" + repeat(close, depth - 1) + "}";
}

TEST_CASE("a line is one JSON object") {
  for (const std::string_view good : {
           "{}",
           " \t{ \"type\" : \"ping\" } ",
           R"({"type":"ping","x":[1,-2,3.5,1e9,null,true,{"y":[]}]})",
           R"({"type":"\u0041\ud83d\ude00\/\b\f\n\r\t"})",
           "{\"type\":\"\xF0\x9F\x98\x80\x7F\"}",
       }) {
    CAPTURE(good);
    CHECK(parse_fields(good).has_value());
  }
  for (const std::string_view bad : {
           "",
           "ping",
           "1",
           "[]",
           "null",
           R"("type")",
           "{",
           "{}}",
           "{} {}",
           R"({"type":"ping"},)",
           R"({"type":"ping",})",
           R"({"type":ping})",
           R"({'type':"ping"})",
           R"({type:"ping"})",
           R"({"type":"ping)",
           R"({"type":"a\x41"})",
           R"({"type":"\ud83d"})",
           R"({"type":"\ude00\ud83d"})",
           R"({"cid":01})",
           R"({"cid":+1})",
           R"({"cid":NaN})",
           R"({"cid":1e999})",
           R"({"type":"ping"} // comment)",
           R"(/* comment */ {"type":"ping"})",
           "{\"type\":\"a\tb\"}",
           "{\"type\":\"\xFF\"}",
           "{\"type\":\"\xC0\x80\"}",
           "{\"type\":\"\xED\xA0\x80\"}",
           "{\"type\":\"\xF4\x90\x80\x80\"}",
           "{\"\xFF\":1}",
           "\xFF{}",
           "{}\xFF",
       }) {
    CAPTURE(bad);
    CHECK_FALSE(parse_fields(bad).has_value());
  }
}

TEST_CASE("nothing can hide behind a NUL") {
  using namespace std::string_view_literals;
  CHECK_FALSE(parse_fields("{}\0"sv).has_value());
  CHECK_FALSE(parse_fields("{\"type\":\"ping\"}\0{\"type\":\"bye\"}"sv).has_value());
  CHECK_FALSE(parse_fields("{\"type\":\"a\0\"}"sv).has_value());
  const auto escaped = parse_fields(R"({"type":"a\u0000b"})");
  REQUIRE(escaped.has_value());
  CHECK((*escaped)[Field::type].text == "a\0b"sv);
}

TEST_CASE("a line may be eight levels deep") {
  for (const auto& [open, close] : {std::pair("[", "]"), std::pair(R"({"y":)", "}")}) {
    CHECK(parse_fields(nested(open, close, kMaxDepth)).has_value());
    CHECK_FALSE(parse_fields(nested(open, close, kMaxDepth + 1)).has_value());
  }
  CHECK_FALSE(parse_fields(repeat(R"({"x":)", 100'000)).has_value());
}

TEST_CASE("two members of one object have different names") {
  for (const std::string_view bad : {
           R"({"type":"ping","type":"bye"})",
           R"({"type":"ping","t\u0079pe":"bye"})",
           R"({"x":1,"type":"ping","x":2})",
           R"({"x":{"y":1,"y":2}})",
           R"({"x":[{"y":1},{"z":1,"z":1}]})",
           R"({"seen":{"lobby":1,"lobby":2}})",
           R"({"":1,"":2})",
       }) {
    CAPTURE(bad);
    CHECK_FALSE(parse_fields(bad).has_value());
  }
  CHECK(parse_fields(R"({"x":[{"y":1},{"y":1}],"y":{"x":{"x":1}}})").has_value());
}

TEST_CASE("values are of the kinds that requests have") {
  struct Row {
    std::string_view value;
    Kind kind;
  };
  for (const auto& row : {
           Row{R"("7")", Kind::text},
           Row{"true", Kind::boolean},
           Row{"false", Kind::boolean},
           Row{"null", Kind::other},
           Row{"[7]", Kind::other},
           Row{"0", Kind::integer},
           Row{"7", Kind::integer},
           Row{"9007199254740991", Kind::integer},
           Row{"9007199254740992", Kind::other},
           Row{"18446744073709551615", Kind::other},
           Row{"18446744073709551616", Kind::other},
           Row{"-1", Kind::other},
           Row{"-0", Kind::other},
           Row{"7.0", Kind::other},
           Row{"7e0", Kind::other},
       }) {
    CAPTURE(row.value);
    CHECK(kind_of(Field::cid, R"({"cid":)" + std::string(row.value) + "}") == row.kind);
  }
  CHECK(kind_of(Field::cid, "{}") == Kind::missing);
  CHECK(kind_of(Field::cid, R"({"x":{"cid":7}})") == Kind::missing);
  CHECK(kind_of(Field::room, R"({"room":{"text":"a"}})") == Kind::object);
}

TEST_CASE("what a client has seen is an object of integers") {
  const auto fields = parse_fields(R"({"seen":{"lobby":1042,"":0,"games":9007199254740991}})");
  REQUIRE(fields.has_value());
  CHECK((*fields)[Field::seen].kind == Kind::object);
  const auto seen = fields->seen();
  REQUIRE(seen.size() == 3);
  CHECK(seen[0].room == "lobby");
  CHECK(seen[0].last == chat::EntryId{1042});
  CHECK(seen[1].room.empty());
  CHECK(seen[1].last == chat::EntryId{0});
  CHECK(seen[2].last == chat::EntryId{kMaxInteger});
  for (const std::string_view wrong : {
           R"({"seen":7})",
           R"({"seen":[]})",
           R"({"seen":[{"lobby":1}]})",
           R"({"seen":{"lobby":"1"}})",
           R"({"seen":{"lobby":1,"games":-1}})",
           R"({"seen":{"lobby":null,"games":1}})",
           R"({"seen":{"lobby":[1]}})",
           R"({"seen":{"lobby":{"games":1}}})",
       }) {
    CAPTURE(wrong);
    CHECK(kind_of(Field::seen, wrong) != Kind::object);
  }
}

TEST_CASE("a line of many fields is read") {
  std::string line = R"({"type":"ping")";
  for (int i = 0; i < 10'000; ++i) line += ",\"" + std::to_string(i) + "\":0";
  CHECK(parse_fields(line + "}").has_value());
  CHECK_FALSE(parse_fields(line + R"(,"77":0})").has_value());
}

}  // namespace
}  // namespace tertulia::wire::json::json_fields_test
