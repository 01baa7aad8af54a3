#include "tertulia/wire/dialect.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::wire {
namespace {

TEST_CASE("the size of a command is that of its text on the screens of others") {
  const std::string controls(100, '\x01');
  CHECK(rendered_size(chat::Say{"hello"}) == 5);
  CHECK(rendered_size(chat::Say{controls}) == 300);
  CHECK(rendered_size(chat::Act{controls}) == 300);
  CHECK(rendered_size(chat::Whisper{"Ann", controls}) == 300);
  CHECK(rendered_size(chat::Rename{controls}) == 0);
  CHECK(rendered_size(chat::Leave{}) == 0);
}

}  // namespace
}  // namespace tertulia::wire
