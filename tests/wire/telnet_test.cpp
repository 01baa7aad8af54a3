#include "tertulia/wire/telnet.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::wire {
namespace {

using namespace std::string_literals;

struct Read {
  std::string data;
  bool busy;
};

Read read(const std::string& bytes) {
  TelnetFilter filter;
  std::string data;
  for (const char byte : bytes) {
    if (!filter.consumes(byte)) data += byte;
  }
  return {data, filter.busy()};
}

TEST_CASE("commands are removed, and all other bytes are data") {
  struct Row {
    std::string bytes, data;
  };
  for (const auto& row : {
           Row{"plain\r\n", "plain\r\n"},
           Row{"\0\x7F\x80\xFE"s, "\0\x7F\x80\xFE"s},
           Row{"a\xFF\xFB\x01z", "az"},  // WILL
           Row{"a\xFF\xFC\x01z", "az"},  // WONT
           Row{"a\xFF\xFD\x01z", "az"},  // DO
           Row{"a\xFF\xFE\x01z", "az"},  // DONT
           Row{"a\xFF\xFB\xFFz", "az"},  // an option that looks like IAC
           Row{"a\xFF\xFB\nz", "az"},    // and one that looks like LF
           Row{"a\xFF\xF1z", "az"},      // NOP
           Row{"a\xFF\xF4z", "az"},      // interrupt
           Row{"a\xFF\xF0z", "az"},      // SE without SB
           Row{"a\xFF\nz", "a\nz"},      // not a command
           Row{"a\xFFyz", "ayz"},
           Row{"a\xFF\xFFz", "a\xFFz"},  // an escaped 255
           Row{"\xFF\xFF\xFF\xFF", "\xFF\xFF"},
           Row{"a\xFF\xFA\x18"
               "ANSI\xFF\xF0z",
               "az"},                                         // SB … SE
           Row{"a\xFF\xFA\x18\r\xFB\xF0\0\xFF\xF0z"s, "az"},  // with any bytes in it
           Row{"a\xFF\xFA\x18\nz", "a\nz"},                   // except LF
           Row{"a\xFF\xFA\x18\xFF\xFF\xF0\xFF\xF0z", "az"},   // and an escaped 255
           Row{"\xFF\xFB\x01\xFF\xFD\x03\xFF\xFA\x1F\xFF\xF0"
               "a",
               "a"},
       }) {
    CAPTURE(row.bytes);
    const auto got = read(row.bytes);
    CHECK(got.data == row.data);
    CHECK_FALSE(got.busy);
  }
}

TEST_CASE("every state knows that it is within a command") {
  for (const auto* bytes : {"\xFF", "\xFF\xFB", "\xFF\xFA", "\xFF\xFA\x18", "\xFF\xFA\x18\r",
                            "\xFF\xFA\x18\xFF", "\xFF\xFA\x18\xFF\xFF"}) {
    CAPTURE(std::string(bytes));
    CHECK(read(bytes).busy);
    CHECK(read(bytes).data.empty());
  }
  CHECK_FALSE(read("").busy);
}

}  // namespace
}  // namespace tertulia::wire
