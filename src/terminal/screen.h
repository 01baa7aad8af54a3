#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/base/terminal_text.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/terminal/styled_line.h"
#include "tertulia/terminal/texts.h"

#include "terminal/edited_row.h"

namespace tertulia::terminal {

/// The user's terminal: lines that scroll by, below them one row with the line being edited, and
/// below that one row with a status, if there is one.
///
/// It erases only the row with the cursor and the rows below it. The cursor is always in the edited
/// row, and nothing that was printed is below it. So it erases nothing that was printed, whatever
/// the terminal does when its width changes. A terminal may move text that no
/// longer fits into the next row. Then the cursor may be below the first row of the edited line;
/// the screen asks the terminal where the cursor is, and waits with its output for the answer.
///
/// In a narrower window, the status may need more rows. To have them, tmux moves rows into its
/// history even if the bottom of the window is empty, and if the edited row is among them, it
/// cannot be erased any more. So the status is short while few rows are above the edited one.
class Screen {
 public:
  /// The edited row and the status are erased in each window that becomes narrower, down to so many
  /// columns.
  static constexpr std::size_t kNarrowest = 20;
  /// After this time without another change, the width of the terminal is settled. While a user
  /// drags a window, its terminal is ahead of what the system says: tmux by up to 250 ms.
  static constexpr base::Duration kSettleTime{300};
  /// A terminal that does not answer within this time has left its rows as they were.
  static constexpr base::Duration kReplyTimeout{1'000};

  struct Events {
    /// The width is settled: shows the row anew.
    std::function<void()> on_resized;
    /// There is output in the stream. It must not call the screen.
    std::function<void()> on_output;
  };

  /// `terminal` must have sequences. Its columns do not matter: the screen asks for the width of
  /// `fd`.
  Screen(reactor::Reactor& reactor, int fd, base::Terminal terminal, Events events);
  virtual ~Screen() = default;
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  /// Prints a line above the edited row, which appears below it.
  void print(StyledLine line);
  /// Whether lines are printed with their styles; at first they are not.
  void set_color(bool color) { color_ = color; }
  /// What is printed below the first line that is not ASCII, if only ASCII can be shown.
  void set_translation_note(std::string note) {
    if (!translation_note_.empty()) translation_note_ = std::move(note);
  }
  /// Shows this row, in the place of the former one.
  void show(EditedRow row);
  /// Hides the row, and with it the status.
  void hide();
  /// Shows this text below the edited row while that is shown; an empty text is not shown. Of a
  /// text that is longer than a row, the end is replaced by `>`.
  void set_status(std::string_view text);
  /// The screen was cleared, and the cursor is in its first row.
  void handle_cleared() { rows_above_ = 0; }
  /// Rings the bell.
  void ring() { write("\a"); }
  /// The width of the terminal may have changed.
  void resize();
  /// Another program has used the terminal: the edited row is wherever the cursor is.
  void forget_position();

  /// Prints and shows what waits for the terminal's answer.
  void stop_asking();
  /// Handles the terminal's answer to a question about the cursor; `column` counts from 1. False
  /// if the screen has asked nothing.
  bool handle_cursor_report(std::size_t column);

  /// The terminal with its present width.
  const base::Terminal& terminal();

 private:
  /// The row on the screen, as it was when it was drawn.
  struct Drawn {
    std::size_t cells;
    std::size_t cursor;
    std::size_t status_cells;
    std::size_t narrowest;  ///< The smallest width of the terminal since then.
  };

  virtual std::size_t columns() const { return base::terminal_columns(fd_); }
  virtual std::size_t rows() const { return base::terminal_rows(fd_); }
  virtual void write(std::string_view bytes);

  bool cursor_may_have_moved() const;
  void wait_for_settled_width();
  void handle_settled_width();
  void ask_for_cursor();
  std::size_t rows_above(std::size_t column) const;
  void end_question(std::size_t rows_above);
  void update();
  void redraw(std::size_t rows_above);
  std::string erased(std::size_t rows_above) const;
  std::string drawn(const EditedRow& row, const EditedRow& status) const;
  EditedRow make_status(const EditedRow& row) const;
  void count_rows_above();
  std::string printed();
  std::string printed(const StyledLine& line) const;

  int fd_;
  base::Terminal terminal_;
  Events events_;
  std::vector<StyledLine> lines_;  ///< To be printed.
  std::optional<EditedRow> row_;   ///< To be shown.
  std::string status_;
  std::size_t rows_above_ = 0;  ///< At least so many rows of the terminal are above the edited one.
  std::string translation_note_ = Texts{}.not_utf8;  ///< Empty after it was printed.
  bool color_ = false;
  std::optional<Drawn> drawn_;
  std::size_t questions_ = 0;  ///< Without an answer; only the last answer counts.
  bool asking_ = false;
  reactor::Timer settle_timer_;
  reactor::Timer reply_timer_;
};

}  // namespace tertulia::terminal
