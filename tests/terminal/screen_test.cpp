#include "terminal/screen.h"

#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "tertulia/base/clock.h"

#include "support/run.h"

namespace tertulia::terminal::screen_test {
namespace {

constexpr auto kErase = "\r \x1b[J\r";

EditedRow row(const std::string& text) {
  const auto cells = text.size();
  return {text, text, cells, cells};
}

std::string drawn(const std::string& text) { return "\x1b[?7l\r" + text + "\x1b[J\x1b[?7h"; }
std::string printed(const std::string& text) { return "\x1b[?7l" + text + "\n\x1b[?7h"; }

class FakeScreen final : public Screen {
 public:
  explicit FakeScreen(reactor::Reactor& reactor, base::Terminal terminal = {})
      : Screen(reactor, -1, terminal, {[] {}, [] {}}) {}

  using Screen::print;
  void print(const std::string& text) { print({{{text, {}}}}); }
  std::string output() { return std::exchange(output_, {}); }

  std::size_t width = 50;

 private:
  std::size_t columns() const override { return width; }
  void write(std::string_view bytes) override { output_ += bytes; }

  std::string output_;
};

struct OnAScreen {
  base::ManualClock clock;
  reactor::Reactor reactor{clock};
  FakeScreen screen{reactor};

  void settle() {
    clock.advance(Screen::kSettleTime);
    support::run_passes(reactor);
  }

  /// 40 columns, the edited row is wider, and the question is on its way.
  void narrow() {
    screen.show(row(std::string(45, 'x')));
    screen.output();
    screen.width = 40;
    screen.resize();
    screen.show(row("short"));
    CHECK(screen.output().empty());
    settle();
    CHECK(screen.output() == "\x1b[6n");
  }
};

TEST_CASE_FIXTURE(OnAScreen, "a line is printed above the edited row") {
  screen.show(row("> half"));
  CHECK(screen.output() == drawn("> half"));
  screen.print("(Ann) hi");
  CHECK(screen.output() == kErase + printed("(Ann) hi") + drawn("> half"));
}

TEST_CASE_FIXTURE(OnAScreen, "a hidden row is erased once") {
  screen.show(row("> half"));
  screen.output();
  screen.hide();
  CHECK(screen.output() == kErase);
  screen.print("one");
  screen.print("two");
  CHECK(screen.output() == printed("one") + printed("two"));
}

TEST_CASE_FIXTURE(OnAScreen, "the cursor is put into the row") {
  screen.show({"> half", "> ha", 6, 4});
  CHECK(screen.output() == "\x1b[?7l\r> half\x1b[J\r> ha\x1b[?7h");
}

// A client was stopped, its window became narrower, and no signal told it: the next message was
// wrapped by the terminal, at the former width.
TEST_CASE_FIXTURE(OnAScreen, "each line has the width that the terminal has now") {
  screen.print(std::string(50, 'x'));
  CHECK(screen.output() == printed(std::string(50, 'x')));
  screen.width = 20;
  screen.print(std::string(21, 'x'));
  CHECK(screen.output() == printed(std::string(20, 'x') + "\n  x"));
}

// In a window of 50 columns that became 100 wide, the client went up by one row to erase a line of
// two rows, which the terminal had joined: it erased a message.
TEST_CASE_FIXTURE(OnAScreen, "a wider terminal is asked nothing, and no row above is touched") {
  screen.show(row(std::string(45, 'x')));
  screen.width = 100;
  screen.resize();
  screen.output();
  screen.show(row(std::string(64, 'x')));
  CHECK(screen.output() == drawn(std::string(64, 'x')));
}

TEST_CASE_FIXTURE(OnAScreen, "a narrower terminal that left the row as it was") {
  narrow();
  CHECK(screen.handle_cursor_report(40));  // the cursor is in the last column
  CHECK(screen.output() == drawn("short"));
}

TEST_CASE_FIXTURE(OnAScreen,
                  "a narrower terminal that moved the end of the row into the next one") {
  narrow();
  CHECK(screen.handle_cursor_report(6));
  CHECK(screen.output() == "\x1b[1A" + std::string(kErase) + drawn("short"));
}

TEST_CASE_FIXTURE(OnAScreen, "a cursor that is elsewhere says nothing, so nothing is erased") {
  narrow();
  CHECK(screen.handle_cursor_report(17));
  CHECK(screen.output() == drawn("short"));
}

TEST_CASE_FIXTURE(OnAScreen, "lines wait for the answer") {
  narrow();
  screen.print("(Ann) hi");
  screen.print("(Ann) still here?");
  CHECK(screen.output().empty());
  screen.handle_cursor_report(6);
  CHECK(screen.output() ==
        "\x1b[1A" + (kErase + printed("(Ann) hi")) + printed("(Ann) still here?") + drawn("short"));
}

TEST_CASE_FIXTURE(OnAScreen, "only the last answer counts while the window is being dragged") {
  narrow();
  screen.width = 30;
  screen.resize();
  CHECK(screen.handle_cursor_report(6));
  CHECK(screen.output().empty());
  settle();
  CHECK(screen.output() == "\x1b[6n");
  CHECK(screen.handle_cursor_report(16));
  CHECK(screen.output() == "\x1b[1A" + std::string(kErase) + drawn("short"));
  CHECK_FALSE(screen.handle_cursor_report(1));
}

TEST_CASE_FIXTURE(OnAScreen, "an answer to an earlier question does not count") {
  narrow();
  screen.width = 30;
  screen.resize();
  settle();
  CHECK(screen.output() == "\x1b[6n");
  CHECK(screen.handle_cursor_report(6));
  CHECK(screen.output().empty());
  CHECK(screen.handle_cursor_report(16));
  CHECK(screen.output() == "\x1b[1A" + std::string(kErase) + drawn("short"));
}

// tmux tells the program its new width up to 250 ms after it has changed its rows.
TEST_CASE_FIXTURE(OnAScreen, "a terminal that is ahead of the system is asked again") {
  narrow();
  CHECK(screen.handle_cursor_report(46));
  CHECK(screen.output().empty());
  screen.width = 80;
  screen.resize();
  settle();
  CHECK(screen.output() == "\x1b[6n");
  CHECK(screen.handle_cursor_report(46));
  CHECK(screen.output() == drawn("short"));
}

TEST_CASE_FIXTURE(OnAScreen, "a width that the system does not know holds nothing up") {
  narrow();
  for (int i = 0; i < 10; ++i) {
    screen.handle_cursor_report(46);
    settle();
  }
  CHECK(screen.output().ends_with(drawn("short")));
}

TEST_CASE_FIXTURE(OnAScreen, "a cursor behind a full row") {
  screen.show(row(std::string(45, 'x')));
  screen.width = 15;
  screen.resize();
  settle();
  screen.output();
  CHECK(screen.handle_cursor_report(16));
  CHECK(screen.output().starts_with("\x1b[2A"));
}

TEST_CASE_FIXTURE(OnAScreen, "a terminal that does not answer holds nothing up") {
  narrow();
  screen.print("(Ann) hi");
  clock.advance(Screen::kReplyTimeout);
  support::run_passes(reactor);
  CHECK(screen.output() == kErase + printed("(Ann) hi") + drawn("short"));
  CHECK_FALSE(screen.handle_cursor_report(6));
}

TEST_CASE_FIXTURE(OnAScreen, "after another program the row is where the cursor is") {
  screen.show(row(std::string(45, 'x')));
  screen.width = 40;
  screen.forget_position();
  screen.output();
  screen.show(row("short"));
  CHECK(screen.output() == drawn("short"));
}

TEST_CASE_FIXTURE(OnAScreen, "a user whose locale is not UTF-8 is told so once, when it matters") {
  FakeScreen ascii(reactor, {.charset = base::Terminal::Charset::ascii, .has_sequences = false});
  ascii.print("hello");
  CHECK(ascii.output() == "hello\n");
  ascii.print(
      "ma\xC3\xB1"
      "ana");
  CHECK(ascii.output().starts_with("manana\n! The locale is not UTF-8"));
  ascii.print(
      "ma\xC3\xB1"
      "ana");
  CHECK(ascii.output() == "manana\n");
}

}  // namespace
}  // namespace tertulia::terminal::screen_test
