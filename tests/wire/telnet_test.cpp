#include "tertulia/wire/telnet.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::wire::telnet_test {
namespace {

using namespace std::string_literals;

struct Read {
  std::string data, reply;
  bool busy;
};

Read read(const std::string& bytes) {
  TelnetFilter filter;
  std::string data;
  std::string reply;
  for (const char byte : bytes) {
    if (!filter.consumes(byte, reply)) data += byte;
  }
  return {data, reply, filter.busy()};
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
           Row{"a\xFF\xECz", "az"},      // the end of the file
           Row{"a\xFF\xEBz", "a\xEBz"},  // not a command
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

TEST_CASE("an option is refused, and everything else gets no answer") {
  CHECK(read("\xFF\xFD\x06").reply == "\xFF\xFC\x06");                        // DO: WONT
  CHECK(read("\xFF\xFB\xFF").reply == "\xFF\xFE\xFF");                        // WILL: DONT
  CHECK(read("a\xFF\xFD\nb\xFF\xFB\x01").reply == "\xFF\xFC\n\xFF\xFE\x01");  // two
  for (const auto* bytes : {"\xFF\xFC\x01", "\xFF\xFE\x01", "\xFF\xF4", "\xFF\xF2", "\xFF\xFD",
                            "\xFF\xFA\xFD\x06\xFF\xF0", "\xFF\xFF\xFD\x06", "plain"}) {
    CAPTURE(std::string(bytes));
    CHECK(read(bytes).reply.empty());
  }
}

TEST_CASE("text is escaped, and reads back as itself") {
  CHECK(as_telnet_data("a\xFFz") == "a\xFF\xFFz");
  CHECK(as_telnet_data("\r\0\0\r\r\0"s) == "\r\xFF\xF1\0\0\r\r\xFF\xF1\0"s);
  for (const auto& text : {"a\r\0b"s, "\xFF\r\0"s, "\0\r"s}) {
    CHECK(read(as_telnet_data(text)).data == text);
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
}  // namespace tertulia::wire::telnet_test
