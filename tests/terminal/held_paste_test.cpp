#include "terminal/held_paste.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::terminal::held_paste_test {
namespace {

using Kind = Paste::Kind;

const Paste::Event kLineEnd{Kind::line, {}};

Paste::Event text(std::string_view text) { return {Kind::text, text}; }

TEST_CASE("what was added comes back in order") {
  HeldPaste held(100);
  CHECK(held.empty());
  held.add(text("o"));
  held.add(text("ne"));
  held.add(kLineEnd);
  held.add(kLineEnd);
  held.add(text("two"));
  CHECK(held.next()->text == "one");
  CHECK(held.next()->kind == Kind::line);
  CHECK(held.next()->kind == Kind::line);
  CHECK(held.next()->text == "two");
  CHECK_FALSE(held.next());
  CHECK(held.empty());
  CHECK(held.lines() == 0);
}

TEST_CASE("the last line counts even without an end") {
  HeldPaste held(100);
  CHECK(held.lines() == 0);
  held.add(text("one"));
  CHECK(held.lines() == 1);
  CHECK(held.ended_lines() == 0);
  held.add(kLineEnd);
  CHECK(held.lines() == 1);
  held.add(kLineEnd);
  CHECK(held.lines() == 2);
  held.add(text("x"));
  CHECK(held.lines() == 3);
  CHECK(held.ended_lines() == 2);
}

TEST_CASE("there is a limit") {
  HeldPaste held(5);
  CHECK(held.add(text("four")));
  CHECK_FALSE(held.add(text("xx")));
  CHECK(held.add(kLineEnd));
  CHECK_FALSE(held.add(kLineEnd));
  CHECK(held.next()->text == "four");
  held.clear();
  CHECK(held.empty());
  CHECK(held.add(text("five!")));
}

}  // namespace
}  // namespace tertulia::terminal::held_paste_test
