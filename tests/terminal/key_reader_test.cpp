#include "terminal/key_reader.h"

#include <algorithm>
#include <array>
#include <string>

#include <doctest/doctest.h>

#include "terminal/utf8.h"

namespace tertulia::terminal::key_reader_test {
namespace {

using Kind = KeyReader::Kind;

/// All keys of `input`, which arrives in pieces of this size; each sequence in parentheses.
std::string keys(std::string_view input, std::size_t piece = 1000) {
  KeyReader reader;
  std::string result;
  std::string bytes;
  while (!input.empty()) {
    bytes += input.substr(0, piece);
    input.remove_prefix(std::min(piece, input.size()));
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const auto event = reader.next(rest);
      if (event.kind == Kind::escape || event.kind == Kind::incomplete) break;
      if (event.kind == Kind::key) result += event.bytes;
      if (event.kind == Kind::sequence) result.append("(").append(event.bytes).append(")");
    }
    bytes = rest;
  }
  return result.append(bytes);
}

TEST_CASE("text and keys stay as they are") {
  CHECK(keys("hello\r") == "hello\r");
  CHECK(keys("\xE6\x97\xA5") == "\xE6\x97\xA5");
  CHECK(keys("\x1b"
             "b") ==
        "\x1b"
        "b");
  CHECK(keys("\x1b") == "\x1b");
}

// A user pressed F5, and "5~" stood in the line. The answer to a program that had ended before
// became text in the same way.
TEST_CASE("a sequence is found as a whole, in any pieces") {
  const std::array<std::string, 22> sequences{
      "\x1b[A",      "\x1bOA",         "\x1b[1;5D",   "\x1b[3~",         "\x1b[15~",
      "\x1b[24~",    "\x1b[5~",        "\x1b[[A",     "\x1b[?62;1;4c",   "\x1b[>1;10;0c",
      "\x1b[24;80R", "\x1b[?2004;1$y", "\x1b[20;1$y", "\x1b[<0;10;5M",   "\x1b[<0;10;5m",
      "\x1b[M !!",   "\x1b[97;5u",     "\x1b[I",      "\x1b[57399;1:3u", "\x1b[2$",
      "\x1bO5P",     "\x1b\x1b[A"};
  for (const auto& sequence : sequences) {
    CAPTURE(sequence);
    for (std::size_t piece = 1; piece <= sequence.size() + 2; ++piece) {
      // The program waits for the rest of an escape only for a while.
      if (piece <= 2 && sequence.starts_with("\x1b\x1b")) continue;
      auto expected = "(" + sequence;
      expected += ")y";
      CHECK(keys(sequence + "y", piece) == expected);
    }
  }
}

TEST_CASE("an answer that is a string is dropped, in any pieces") {
  const std::array<std::string, 8> answers{"\x1b]11;rgb:0000/0000/0000\x1b\\",
                                           "\x1b]11;rgb:ffff/ffff/ffff\a",
                                           "\x1bP>|XTerm(379)\x1b\\",
                                           "\x1bP1$r0m\x1b\\",
                                           "\x1bP!|7E565445\x1b\\",
                                           "\x1b_Gi=31;OK\x1b\\",
                                           "\x1b]l~\x1b\\",
                                           "\x1b]52;c;\xC3\xB1\x1b\\"};
  for (const auto& answer : answers) {
    CAPTURE(answer);
    for (std::size_t piece = 1; piece <= answer.size() + 2; ++piece) {
      CHECK(keys("x" + answer + "y", piece) == "xy");
    }
  }
}

TEST_CASE("a control character ends what has no end") {
  CHECK(keys("\x1b]11;rgb:\rx") == "\rx");
  CHECK(keys("\x1b[12\rx") == "\rx");
  CHECK(keys("\x1b[12\x1b[A") == "(\x1b[A)");
  CHECK(keys("\x1b]11;\x1b[A") == "(\x1b[A)");
  CHECK(keys("\x1b[M\x03x") == "(\x1b[M)\x03x");
}

TEST_CASE("a key with Alt that begins like an answer is a key if nothing follows") {
  std::string_view bytes = "\x1b_";
  KeyReader reader;
  CHECK(reader.next(bytes).kind == Kind::escape);
  CHECK(bytes == "\x1b_");
  CHECK(keys("\x1b_\r") == "\x1b_\r");
}

TEST_CASE("a letter with Alt that is not ASCII is no text") { CHECK(keys("\x1b\xC3\xA9x") == "x"); }

TEST_CASE("the column of the cursor") {
  CHECK(cursor_report_column("\x1b[24;80R") == 80);
  for (const auto* other : {"\x1b[24R", "\x1b[24;80c", "\x1b[1;2;3R", "\x1b[;R", "\x1b[1;0R", ""}) {
    CAPTURE(other);
    CHECK_FALSE(cursor_report_column(other).has_value());
  }
}

}  // namespace
}  // namespace tertulia::terminal::key_reader_test
