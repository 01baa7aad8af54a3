#include "tertulia/wire/dialect.h"

#include <string>

#include <doctest/doctest.h>

#include "tertulia/wire/json.h"
#include "tertulia/wire/plain.h"

namespace tertulia::wire::dialect_test {
namespace {

TEST_CASE("the size of a command is that of its text on the screens of others") {
  const std::string controls(100, '\x01');
  CHECK(rendered_size(chat::Say{"hello"}) == 5);
  CHECK(rendered_size(chat::Say{controls}) == 300);
  CHECK(rendered_size(chat::Say{.text = controls, .style = chat::MessageStyle::acted}) == 300);
  CHECK(rendered_size(chat::Whisper{"Ann", controls}) == 300);
  CHECK(rendered_size(chat::Topic{controls}) == 300);
  CHECK(rendered_size(chat::Topic{}) == 0);
  CHECK(rendered_size(chat::Kick{"Ann", controls}) == 300);
  CHECK(rendered_size(chat::Kick{controls, "spam"}) == 4);
  CHECK(rendered_size(chat::Rename{controls}) == 0);
  CHECK(rendered_size(chat::Leave{}) == 0);
  CHECK(rendered_size(chat::Say{"\"a\\\tb\""}) == 10);
}

TEST_CASE("the first byte of a connection chooses its dialect") {
  CHECK(&default_dialect() == &plain::dialect());
  CHECK(&detect_dialect("{\"type\":\"hello\"}") == &json::dialect());
  CHECK(&detect_dialect("{") == &json::dialect());
  for (const std::string_view first : {"B", "\x16", "\xFF", " {", "["}) {
    CHECK(&detect_dialect(first) == &plain::dialect());
  }
}

TEST_CASE("the first byte of a connection begins TLS") {
  CHECK(begins_tls("\x16\x03\x01"));
  CHECK(begins_tls("\x16"));
  for (const std::string_view first : {"B", "{", "\x15", "\x17", "x\x16"}) {
    CHECK_FALSE(begins_tls(first));
  }
}

}  // namespace
}  // namespace tertulia::wire::dialect_test
