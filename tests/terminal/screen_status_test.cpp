#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/clock.h"

#include "support/emulated_terminal.h"
#include "support/lines.h"
#include "terminal/screen.h"

namespace tertulia::terminal::screen_status_test {
namespace {

using support::EmulatedTerminal;
using support::Lines;

class EmulatedScreen final : public Screen {
 public:
  EmulatedScreen(reactor::Reactor& reactor, EmulatedTerminal& terminal, std::size_t rows)
      : Screen(reactor, -1, {}, {[] {}, [] {}}), terminal_(terminal), rows_(rows) {}

  void say(const std::string& text) { print({{{text, {}}}}); }
  void edit(const std::string& text) { show(make_edited_row("> ", text, text.size(), terminal())); }

 private:
  std::size_t columns() const override { return 30; }
  std::size_t rows() const override { return rows_; }
  void write(std::string_view bytes) override { terminal_.write(bytes); }

  EmulatedTerminal& terminal_;
  std::size_t rows_;
};

struct OnATerminal {
  explicit OnATerminal(std::size_t rows = 6)
      : terminal(30, rows, EmulatedTerminal::Resizing::moves), screen(reactor, terminal, rows) {}

  base::ManualClock clock;
  reactor::Reactor reactor{clock};
  EmulatedTerminal terminal;
  EmulatedScreen screen;
};

TEST_CASE_FIXTURE(OnATerminal, "the status is below the edited line, which keeps the cursor") {
  screen.edit("half");
  screen.set_status("connecting");
  CHECK(terminal.lines() == Lines{"> half", "connecting"});
  CHECK(terminal.cursor_line() == 0);
  CHECK(terminal.cursor_column() == 6);
}

TEST_CASE_FIXTURE(OnATerminal, "a new text takes the place of the former one") {
  screen.set_status("a long first text");
  screen.edit("half");
  screen.set_status("second");
  CHECK(terminal.lines() == Lines{"> half", "second"});
  screen.set_status("");
  CHECK(terminal.lines() == Lines{"> half"});
}

TEST_CASE_FIXTURE(OnATerminal, "what is printed never has the status in it") {
  screen.edit("half");
  screen.set_status("connecting");
  Lines all;
  for (int i = 0; i < 20; ++i) {
    all.push_back("line " + std::to_string(i));
    screen.say(all.back());
    screen.edit("half");
  }
  all.insert(all.end(), {"> half", "connecting"});
  CHECK(terminal.lines() == all);
  CHECK(terminal.cursor_line() + 2 == all.size());
}

TEST_CASE_FIXTURE(OnATerminal, "it is hidden with the edited line") {
  screen.edit("half");
  screen.set_status("connecting");
  screen.hide();
  CHECK(terminal.lines().empty());
  screen.set_status("connected");
  CHECK(terminal.lines().empty());
  screen.edit("half");
  CHECK(terminal.lines() == Lines{"> half", "connected"});
}

TEST_CASE_FIXTURE(OnATerminal, "it is below an empty line, too") {
  screen.set_status("connecting");
  screen.show({});
  CHECK(terminal.lines() == Lines{"", "connecting"});
  CHECK(terminal.cursor_line() == 0);
  CHECK(terminal.cursor_column() == 0);
}

TEST_CASE_FIXTURE(OnATerminal, "unsafe text is made safe") {
  screen.edit("");
  screen.set_status("a\tb");
  CHECK(terminal.lines().back() == "a       b");
}

// In tmux, a status of 199 cells needed nine more rows when the window became 20 columns wide. tmux
// moved nine rows into its history, the edited line among them, and it was there twice.
TEST_CASE_FIXTURE(OnATerminal,
                  "a text that is too long for the row, or for the rows above, is cut") {
  screen.edit("");
  screen.set_status(std::string(40, 's'));
  CHECK(terminal.lines().back() == std::string(18, 's') + ">");
  screen.say("one");
  screen.edit("");
  CHECK(terminal.lines().back() == std::string(28, 's') + ">");
  screen.handle_cleared();
  screen.edit("");
  CHECK(terminal.lines().back() == std::string(18, 's') + ">");
}

TEST_CASE("a terminal with few rows has no status") {
  OnATerminal low(Console::kMinRowsForStatus - 1);
  low.screen.edit("half");
  low.screen.set_status("connecting");
  CHECK(low.terminal.lines() == Lines{"> half"});
}

TEST_CASE_FIXTURE(OnATerminal, "the bell moves nothing") {
  screen.edit("half");
  screen.ring();
  CHECK(terminal.rung() == 1);
  CHECK(terminal.lines() == Lines{"> half"});
}

TEST_CASE_FIXTURE(OnATerminal, "styles are shown only where they are wanted") {
  std::string bytes;
  class Recorder final : public Screen {
   public:
    Recorder(reactor::Reactor& reactor, std::string& bytes)
        : Screen(reactor, -1, {}, {[] {}, [] {}}), bytes_(bytes) {}

   private:
    std::size_t columns() const override { return 80; }
    void write(std::string_view text) override { bytes_ += text; }
    std::string& bytes_;
  } recorder(reactor, bytes);
  const StyledLine line{{{"Bob", {.color = 1}}, {" waves", {}}}};
  recorder.print(line);
  CHECK(bytes == "\x1b[?7lBob waves\n\x1b[?7h");
  bytes.clear();
  recorder.set_color(true);
  recorder.print(line);
  CHECK(bytes == "\x1b[?7l\x1b[0;38;5;160mBob\x1b[0m waves\n\x1b[?7h");
}

}  // namespace
}  // namespace tertulia::terminal::screen_status_test
