#include "terminal/screen.h"

#include <algorithm>
#include <utility>

#include <stdio.h>

#include "tertulia/terminal/console.h"

#include "terminal/styled_rows.h"
#include "terminal/terminal_output.h"

namespace tertulia::terminal {
namespace {

constexpr std::string_view kAskForCursor = "\x1b[6n";
constexpr std::string_view kEraseBelow = "\x1b[J";
/// Erases the row with the cursor and the rows below. The blank is for tmux: if it is told to erase
/// everything from the first cell on, it puts all that into its history.
constexpr std::string_view kErase = "\r \x1b[J\r";
constexpr std::string_view kUp = "\x1b[A";

bool is_translated(std::string_view line, const base::Terminal& terminal) {
  return terminal.charset == base::Terminal::Charset::ascii &&
         std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

Screen::Screen(reactor::Reactor& reactor, int fd, base::Terminal terminal, Events events)
    : fd_(fd),
      terminal_(terminal),
      events_(std::move(events)),
      settle_timer_(reactor, [this] { handle_settled_width(); }),
      reply_timer_(reactor, [this] { stop_asking(); }) {}

const base::Terminal& Screen::terminal() {
  terminal_.columns = columns();
  if (drawn_) drawn_->narrowest = std::min(drawn_->narrowest, terminal_.columns);
  return terminal_;
}

void Screen::print(StyledLine line) {
  lines_.push_back(std::move(line));
  update();
}

void Screen::set_status(std::string_view text) {
  if (status_ == text) return;
  status_ = text;
  if (row_) update();
}

void Screen::show(EditedRow row) {
  row_ = std::move(row);
  update();
}

void Screen::hide() {
  row_.reset();
  update();
}

void Screen::resize() {
  terminal();
  reply_timer_.stop();
  wait_for_settled_width();
}

void Screen::wait_for_settled_width() { settle_timer_.start(kSettleTime); }

void Screen::handle_settled_width() {
  terminal();
  asking_ = asking_ || cursor_may_have_moved();
  asking_ ? ask_for_cursor() : events_.on_resized();
}

/// The answer to a question no longer matters.
void Screen::forget_position() {
  rows_above_ = 0;
  if (drawn_) drawn_->cursor = 0;
  if (asking_) stop_asking();
}

/// In other cases the cursor is in the first row of the edited line, whatever the terminal did.
bool Screen::cursor_may_have_moved() const { return drawn_ && drawn_->cursor >= drawn_->narrowest; }

void Screen::ask_for_cursor() {
  ++questions_;
  if (!reply_timer_.pending()) reply_timer_.start(kReplyTimeout);
  write(kAskForCursor);
}

bool Screen::handle_cursor_report(std::size_t column) {
  if (questions_ == 0) return false;
  --questions_;
  if (questions_ > 0 || settle_timer_.pending()) return true;
  if (column - 1 > terminal().columns) {  // the terminal is wider by now
    wait_for_settled_width();
    return true;
  }
  reply_timer_.stop();
  end_question(rows_above(column - 1));
  return true;
}

/// How many rows of the edited line are above the cursor's, which is in this column, from 0. A
/// terminal that moved no text has left the cursor in its column, or in the last one. After a full
/// row, tmux has the cursor behind the last column.
std::size_t Screen::rows_above(std::size_t column) const {
  const auto columns = terminal_.columns;
  const auto cursor = drawn_->cursor;
  const auto unmoved = std::min(cursor, drawn_->narrowest - 1);
  if (column == columns && cursor % columns == 0) return cursor / columns - 1;
  if (column == unmoved || column != cursor % columns) return 0;
  return cursor / columns;
}

void Screen::stop_asking() {
  settle_timer_.stop();
  reply_timer_.stop();
  questions_ = 0;
  if (asking_) end_question(0);
}

void Screen::end_question(std::size_t rows_above) {
  events_.on_resized();
  asking_ = false;
  redraw(rows_above);
}

void Screen::update() {
  terminal();
  if (asking_) return;
  if (!cursor_may_have_moved()) return redraw(0);
  asking_ = true;
  if (!settle_timer_.pending()) wait_for_settled_width();
}

void Screen::redraw(std::size_t rows_above) {
  const bool in_place = row_ && lines_.empty() && rows_above == 0;
  count_rows_above();
  auto bytes = in_place ? std::string() : erased(rows_above);
  bytes += printed();
  drawn_.reset();
  if (row_) {
    const auto status = make_status(*row_);
    bytes += drawn(*row_, status);
    drawn_ = {row_->cells, row_->cursor, status.cells, terminal_.columns};
  }
  write(bytes);
}

/// In a narrower window, each row that was added below the cursor has moved one above it away.
void Screen::count_rows_above() {
  if (!drawn_) return;
  const auto width = drawn_->narrowest;
  const auto below = drawn_->cells / width - drawn_->cursor / width + drawn_->status_cells / width;
  rows_above_ -= std::min(rows_above_, below);
}

std::string Screen::erased(std::size_t rows_above) const {
  if (!drawn_) return {};
  auto bytes = rows_above == 0 ? std::string() : "\x1b[" + std::to_string(rows_above) + "A";
  return bytes.append(kErase);
}

std::string Screen::drawn(const EditedRow& row, const EditedRow& status) const {
  if (row.text.empty() && status.text.empty()) return std::string(kErase);
  std::string bytes(base::kAutowrapOff);
  if (row.text.empty()) {
    bytes += kErase;
  } else {
    bytes.append("\r").append(row.text).append(kEraseBelow);
  }
  // The newline makes room at the bottom of the terminal, so the way up is one row in any case.
  if (!status.text.empty()) bytes.append("\n").append(status.text).append(kUp);
  if (!status.text.empty() || row.cursor != row.cells) bytes.append("\r").append(row.before_cursor);
  return bytes.append(base::kAutowrapOn);
}

EditedRow Screen::make_status(const EditedRow& row) const {
  const auto height = rows();
  if (status_.empty() || height < Console::kMinRowsForStatus) return {};
  const auto above = std::min(rows_above_, height - 2);
  const auto below = row.cells / kNarrowest - row.cursor / kNarrowest;
  auto terminal = terminal_;
  const auto free_rows = above - std::min(above, below);
  terminal.columns = std::min(terminal.columns, kNarrowest * (free_rows + 1));
  return make_edited_row({}, status_, 0, terminal);
}

std::string Screen::printed() {
  std::string bytes;
  for (const auto& line : std::exchange(lines_, {})) {
    bytes += printed(line);
    if (!translation_note_.empty() && is_translated(line.text(), terminal_)) {
      bytes += printed({{{std::exchange(translation_note_, {}), {}}}});
    }
  }
  rows_above_ += static_cast<std::size_t>(std::ranges::count(bytes, '\n'));
  return bytes;
}

std::string Screen::printed(const StyledLine& line) const {
  return color_ ? styled_terminal_line(line, terminal_)
                : base::terminal_line(line.text(), terminal_);
}

void Screen::write(std::string_view bytes) {
  fwrite(bytes.data(), 1, bytes.size(), terminal_stream());
  events_.on_output();
}

}  // namespace tertulia::terminal
