// Whatever happens in whatever order: what was printed is there once, in its order, and below it
// are the edited line and the status.

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/clock.h"

#include "support/emulated_terminal.h"
#include "support/run.h"
#include "terminal/screen.h"

namespace tertulia::terminal::screen_property_test {
namespace {

using support::EmulatedTerminal;
using Resizing = EmulatedTerminal::Resizing;

constexpr std::size_t kMinColumns = 20;
constexpr std::size_t kMaxColumns = 200;
constexpr std::size_t kMaxRows = 40;

struct Size {
  std::size_t columns, rows;
};

/// A screen on an emulated terminal, whose size the system may not know yet.
class TestedScreen final : public Screen {
 public:
  TestedScreen(reactor::Reactor& reactor, EmulatedTerminal& terminal, Size size, Events events)
      : Screen(reactor, -1, {}, std::move(events)), known(size), terminal_(terminal) {}

  Size known;

 private:
  std::size_t columns() const override { return known.columns; }
  std::size_t rows() const override { return known.rows; }
  void write(std::string_view bytes) override { terminal_.write(bytes); }

  EmulatedTerminal& terminal_;
};

/// Whether the system may know a former size: then the terminal cuts off what does not fit.
enum class Lag { none, possible };

/// In a low window, the rows into which a terminal moves the edited line and the status may scroll
/// away, and then they stay.
enum class Windows { high, any };

struct Kind {
  Resizing resizing;
  Lag lag;
  Windows windows;
};

class World {
 public:
  World(unsigned seed, Kind kind)
      : random_(seed),
        kind_(kind),
        size_(random_size()),
        terminal_(size_.columns, size_.rows, kind.resizing),
        screen_(reactor_, terminal_, size_, {[this] { show(); }, [] {}}) {}

  void run(int steps) {
    show();
    for (int i = 0; i < steps; ++i) step();
    settle();
    check();
  }

 private:
  std::size_t number(std::size_t min, std::size_t max) {
    return std::uniform_int_distribution<std::size_t>(min, max)(random_);
  }

  Size random_size() {
    const std::size_t min_rows = kind_.windows == Windows::high ? 24 : 4;
    return {number(kMinColumns, kMaxColumns), number(min_rows, kMaxRows)};
  }

  /// Whether all that was printed stays whole.
  bool keeps_text() const { return kind_.resizing == Resizing::moves && kind_.lag == Lag::none; }

  void step() {
    switch (number(0, 9)) {
      case 0:
      case 1:
        return print();
      case 2:
        text_ = std::string(number(0, 150), 'x');
        point_ = number(0, text_.size());
        return show();
      case 3:
        status_ = std::string(number(0, 1) * number(1, 220), '=');
        return screen_.set_status(status_);
      case 4:
      case 5:
        size_ = random_size();
        terminal_.resize(size_.columns, size_.rows);
        return kind_.lag == Lag::none || number(0, 1) == 0 ? tell_size() : void();
      case 6:
        return tell_size();
      case 7:
        screen_.hide();
        return number(0, 1) == 0 ? print() : void();
      case 8:
        return pass(base::Duration(number(1, 400)));
      default:
        return answer();
    }
  }

  void print() {
    std::string line;
    const auto id = "#" + std::to_string(printed_++);
    const auto words = number(1, 30);
    for (std::size_t i = 0; i < words; ++i) line.append(i == 0 ? "" : " ").append(id);
    lines_.push_back(line);
    screen_.print({{{line, {.bold = true}}}});
    show();
  }

  void show() { screen_.show(make_edited_row("> ", text_, point_, screen_.terminal())); }

  void tell_size() {
    screen_.known = size_;
    screen_.resize();
  }

  void pass(base::Duration duration) {
    clock_.advance(duration);
    support::run_passes(reactor_);
  }

  void answer() {
    for (const auto column : terminal_.reports()) screen_.handle_cursor_report(column);
  }

  void settle() {
    tell_size();
    show();
    for (int i = 0; i < 3; ++i) {
      pass(Screen::kSettleTime);
      answer();
    }
    pass(Screen::kReplyTimeout);
  }

  /// Whether the line of the terminal is a row of what was printed; `rest` is what is still to
  /// come.
  bool takes_row(std::string_view& rest, std::string_view row) const {
    if (!keeps_text()) return rest.starts_with(row.substr(0, row.find(' ')));
    if (!rest.starts_with(row)) return false;
    rest.remove_prefix(row.size());
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    return true;
  }

  void check_printed(const std::vector<std::string>& shown) const {
    auto printed = lines_.begin();
    std::string_view rest;
    std::string_view id;
    for (const std::string_view line : shown) {
      // Before it may be a part of the edited line that the screen could not find.
      const auto row = line.substr(std::min(line.find('#'), line.size()));
      if (row.empty()) continue;
      const auto word = row.substr(0, row.find(' '));
      if (row == line || word != id) {
        if (keeps_text()) REQUIRE(rest.empty());
        REQUIRE(printed != lines_.end());
        rest = *printed++;
        id = word;
      }
      REQUIRE(takes_row(rest, row));
    }
    REQUIRE(printed == lines_.end());
    if (keeps_text()) REQUIRE(rest.empty());
  }

  /// Whether the row shows the status, or its beginning.
  bool is_status(std::string_view row) const {
    const bool is_cut = row.ends_with('>');
    if (!is_cut) return row == status_;
    return row.size() >= kMinColumns - 1 && row.size() < size_.columns &&
           status_.starts_with(row.substr(0, row.size() - 1));
  }

  void check() const {
    const auto shown = terminal_.lines();
    std::string all;
    for (const auto& line : shown) all.append("\n|").append(line);
    INFO("the terminal shows", all);
    check_printed(shown);
    const auto edited = make_edited_row("> ", text_, point_, {.columns = size_.columns});
    const auto line = terminal_.cursor_line();
    REQUIRE(line + (status_.empty() ? 1 : 2) == shown.size());
    CHECK(shown[line].ends_with(edited.text == "> " ? ">" : edited.text));
    CHECK(terminal_.cursor_column() == edited.cursor);
    if (!status_.empty()) CHECK(is_status(shown.back()));
    if (kind_.windows == Windows::any) return;
    const auto statuses = std::ranges::count_if(
        shown, [](const std::string& row) { return row.find('=') != std::string::npos; });
    CHECK(statuses == (status_.empty() ? 0 : 1));
  }

  std::mt19937 random_;
  Kind kind_;
  Size size_;
  EmulatedTerminal terminal_;
  base::ManualClock clock_;
  reactor::Reactor reactor_{clock_};
  TestedScreen screen_;
  std::vector<std::string> lines_;
  std::string text_;
  std::string status_;
  std::size_t point_ = 0;
  int printed_ = 0;
};

void run(Kind kind) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    World(seed, kind).run(60);
  }
}

TEST_CASE("a terminal that moves text into other rows") {
  run({Resizing::moves, Lag::none, Windows::high});
  run({Resizing::moves, Lag::none, Windows::any});
}

TEST_CASE("a terminal that cuts text off") {
  run({Resizing::cuts, Lag::none, Windows::high});
  run({Resizing::cuts, Lag::none, Windows::any});
}

TEST_CASE("a terminal that is ahead of the system") {
  run({Resizing::moves, Lag::possible, Windows::high});
}

}  // namespace
}  // namespace tertulia::terminal::screen_property_test
