#include "tertulia/wire/duo.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::wire::duo::duo_test {
namespace {

using namespace std::chrono_literals;
using Kind = Line::Kind;

TEST_CASE("a line is read") {
  struct Row {
    std::string_view line;
    Kind kind;
    std::string_view name, text;
  };
  for (const auto& row :
       {Row{"", Kind::blank, "", ""},
        Row{" \t", Kind::blank, "", ""},
        Row{"exit", Kind::exit, "", ""},
        Row{" exit ", Kind::exit, "", ""},
        Row{"/quit", Kind::exit, "", ""},
        Row{"/QUIT", Kind::exit, "", ""},
        Row{"Exit", Kind::said, "", "Exit"},
        Row{"hola", Kind::said, "", "hola"},
        Row{"Ann > hola", Kind::said, "Ann", "hola"},
        Row{"Ann >  a > b ", Kind::said, "Ann", " a > b "},
        Row{"Ann > ", Kind::said, "Ann", ""},
        Row{"Ann > exit", Kind::said, "Ann", "exit"},
        Row{"Ann >hola", Kind::said, "", "Ann >hola"},
        Row{"Ann> hola", Kind::said, "", "Ann> hola"},
        Row{" > hola", Kind::said, "", " > hola"},
        Row{"a b > hola", Kind::said, "", "a b > hola"},
        Row{"exit > hola", Kind::said, "", "exit > hola"},
        Row{"-- > hola", Kind::notice, "", "-- > hola"},
        Row{"Ann > -- x", Kind::said, "Ann", "-- x"},
        Row{"2 + 2 > 3", Kind::said, "", "2 + 2 > 3"},
        Row{"\xFF > x", Kind::said, "", "\xFF > x"},
        Row{"Goodbye Ann!", Kind::goodbye, "", "Goodbye Ann!"},
        Row{"Goodbye!", Kind::goodbye, "", "Goodbye!"},
        Row{"Goodbye 127.0.0.1:4242!", Kind::goodbye, "", "Goodbye 127.0.0.1:4242!"},
        Row{"Goodbye Ann", Kind::said, "", "Goodbye Ann"},
        Row{"Goodbye my dear!", Kind::said, "", "Goodbye my dear!"},
        Row{"Goodbye > Ann!", Kind::said, "Goodbye", "Ann!"},
        Row{"-- Closing: idle for 60 s", Kind::closing, "", "-- Closing: idle for 60 s"},
        Row{"-- The server is shutting down", Kind::notice, "", "-- The server is shutting down"},
        Row{"! too long", Kind::error, "", "! too long"},
        Row{"--", Kind::said, "", "--"},
        Row{"!", Kind::said, "", "!"},
        Row{"!x", Kind::said, "", "!x"}}) {
    CAPTURE(row.line);
    const auto line = parse(row.line);
    CHECK(line.kind == row.kind);
    CHECK(line.name == row.name);
    CHECK(line.text == row.text);
  }
}

TEST_CASE("a line that is written is read back") {
  for (const std::string_view text : {"hola", "a > b", " blanks ", "Ann > x", "-- x", "exit"}) {
    CAPTURE(text);
    const auto said = say("Facundo", text);
    const auto line = parse(said);
    CHECK(line.kind == Kind::said);
    CHECK(line.name == "Facundo");
    CHECK(line.text == text);
  }
  CHECK(say("Facundo", "Hola, como estas?") == "Facundo > Hola, como estas?");
}

TEST_CASE("names are compared as names, and an invalid name equals no name") {
  CHECK(same_name("Ann", "aNN"));
  CHECK(same_name("e\xCC\x81", "\xC3\x89"));
  CHECK_FALSE(same_name("Ann", "Anna"));
  CHECK_FALSE(same_name("", ""));
  CHECK_FALSE(same_name("a b", "a b"));
  CHECK_FALSE(same_name("127.0.0.1:1", "127.0.0.1:1"));
}

TEST_CASE("the notices have their fixed text") {
  CHECK(goodbye("Ann") == "Goodbye Ann!");
  CHECK(closing(60s) == "-- Closing: idle for 60 s");
  CHECK(shutdown() == "-- The server is shutting down");
  CHECK(has_connected("127.0.0.1:4") == "-- 127.0.0.1:4 has connected");
  CHECK(has_left("Ann") == "-- Ann has left");
  CHECK(talking_with("Servidor") == "-- You are talking with Servidor");
  CHECK(in_line("Servidor", 2) ==
        "-- Servidor is talking with someone else; you are number 2 in line");
  CHECK(in_line("", 1) == "-- Nobody is at the keyboard yet; you are number 1 in line");
  CHECK(decode_error({DecodeError::Kind::line_too_long}, 4096) ==
        "! That line was longer than 4096 bytes and was not sent");
}

TEST_CASE("each notice is read back as its kind") {
  CHECK(parse(goodbye("Ann")).kind == Kind::goodbye);
  CHECK(parse(closing(15min)).kind == Kind::closing);
  for (const auto& notice : {shutdown(), talking_with("Ann"), in_line("Ann", 1)}) {
    CHECK(parse(notice).kind == Kind::notice);
  }
  CHECK(parse(decode_error({DecodeError::Kind::line_too_long}, 64)).kind == Kind::error);
  CHECK(parse(kExit).kind == Kind::exit);
}

}  // namespace
}  // namespace tertulia::wire::duo::duo_test
