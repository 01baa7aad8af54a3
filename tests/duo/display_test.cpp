#include "tertulia/duo/display.h"

#include <doctest/doctest.h>

#include "support/fake_console.h"

namespace tertulia::duo::display_test {
namespace {

using support::Lines;

struct OnAConsole {
  support::FakeConsole console;
  Display display{console};
};

TEST_CASE_FIXTURE(OnAConsole, "a terminal shows nothing until it is released") {
  console.person = true;
  console.waiting = 10;
  display.show("one");
  display.show("two");
  CHECK(console.screen.empty());
  CHECK(display.unshown() == 16);
  display.release();
  CHECK(display.unshown() == 10);
  display.show("three");
  CHECK(console.screen == Lines{"one", "two", "three"});
}

TEST_CASE_FIXTURE(OnAConsole, "a filter shows all at once") {
  display.show("one");
  CHECK(console.screen == Lines{"one"});
}

// A guest in line saw its place again every 30 s.
TEST_CASE_FIXTURE(OnAConsole, "the same notice is not shown twice in a row") {
  display.show_once("number 2");
  display.show_once("number 2");
  display.show_once("number 1");
  display.show("hello");
  display.show_once("number 1");
  CHECK(console.screen == Lines{"number 2", "number 1", "hello", "number 1"});
}

TEST_CASE_FIXTURE(OnAConsole, "the answers to two lines are no repetition") {
  display.show_once("! Too long");
  display.forget_last();
  display.show_once("! Too long");
  CHECK(console.screen == Lines{"! Too long", "! Too long"});
}

}  // namespace
}  // namespace tertulia::duo::display_test
