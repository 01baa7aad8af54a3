#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::support {

/// A terminal, as far as `terminal::Screen` uses one, for ASCII. It keeps the rows that scrolled
/// away.
class EmulatedTerminal {
 public:
  /// What happens to text that no longer fits, or fits again, when the width changes: it is cut off
  /// (xterm), or moved into other rows (tmux, and most terminals of today).
  enum class Resizing { cuts, moves };

  EmulatedTerminal(std::size_t columns, std::size_t rows, Resizing resizing)
      : columns_(columns), rows_(rows), resizing_(resizing), all_(rows) {}

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      if (bytes.starts_with("\x1b[")) {
        execute_sequence(bytes);
      } else {
        put(bytes.front());
        bytes.remove_prefix(1);
      }
    }
  }

  void resize(std::size_t columns, std::size_t rows) {
    if (columns != columns_) resizing_ == Resizing::moves ? move_text(columns) : cut_text(columns);
    columns_ = columns;
    change_height(rows);
  }

  /// The columns, from 1, of the cursor at each question about it since the last call.
  std::vector<std::size_t> reports() { return std::exchange(reports_, {}); }

  /// The lines that were written, without the empty ones at the end, each with the rows into which
  /// the terminal moved it.
  std::vector<std::string> lines() const {
    auto lines = joined().first;
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
  }
  /// The number of lines above the cursor's.
  std::size_t cursor_line() const { return joined().second; }
  std::size_t cursor_column() const { return x_; }
  std::size_t rung() const { return rung_; }

 private:
  struct Row {
    std::string text;
    bool goes_on = false;  ///< In the next row.
  };

  void put(char c) {
    if (c == '\a') {
      ++rung_;
    } else if (c == '\r') {
      x_ = 0;
    } else if (c == '\n') {
      x_ = 0;
      next_row();
    } else {
      REQUIRE((c >= ' ' && c <= '~'));
      put_printable(c);
    }
  }

  void put_printable(char c) {
    if (x_ == columns_ && wraps_) {
      all_[y_].goes_on = true;
      next_row();
      x_ = 0;
    }
    x_ = std::min(x_, columns_ - 1);
    auto& text = all_[y_].text;
    if (text.size() <= x_) text.resize(x_ + 1, ' ');
    text[x_] = c;
    if (wraps_ || x_ + 1 < columns_) ++x_;
  }

  void next_row() {
    if (++y_ == all_.size()) all_.emplace_back();
  }

  void execute_sequence(std::string_view& bytes) {
    const auto end = bytes.find_first_not_of("0123456789;?", 2);
    REQUIRE(end != std::string_view::npos);
    const auto parameters = bytes.substr(2, end - 2);
    execute(bytes[end], parameters);
    bytes.remove_prefix(end + 1);
  }

  void execute(char command, std::string_view parameters) {
    if (command == 'J') return erase_below();
    if (command == 'n') return reports_.push_back(std::min(x_, columns_) + 1);
    if (command == 'm') return;
    if (command == 'A') return go_up(parameters);
    REQUIRE(parameters == "?7");
    REQUIRE((command == 'h' || command == 'l'));
    wraps_ = command == 'h';
  }

  void go_up(std::string_view parameter) {
    std::size_t count = 1;
    std::from_chars(parameter.data(), parameter.data() + parameter.size(), count);
    y_ = std::max(y_ < count ? 0 : y_ - count, top());
    x_ = std::min(x_, columns_ - 1);
  }

  void erase_below() {
    auto& text = all_[y_].text;
    if (text.size() > x_) text.resize(x_);
    all_[y_].goes_on = false;
    for (auto y = y_ + 1; y < all_.size(); ++y) all_[y] = {};
  }

  std::size_t top() const { return all_.size() - rows_; }

  void cut_text(std::size_t columns) {
    for (auto& row : all_) row.text.resize(std::min(row.text.size(), columns));
    x_ = std::min(x_, columns - 1);
  }

  std::pair<std::vector<std::string>, std::size_t> joined() const {
    std::vector<std::string> lines(1);
    std::size_t cursor = 0;
    for (std::size_t y = 0; y < all_.size(); ++y) {
      if (y == y_) cursor = lines.size() - 1;
      lines.back() += all_[y].text;
      if (!all_[y].goes_on) lines.emplace_back();
    }
    for (auto& line : lines) line.resize(line.find_last_not_of(' ') + 1);
    return {lines, cursor};
  }

  /// As tmux does: the cursor stays in its text, and behind a full row it is behind its last
  /// column.
  void move_text(std::size_t columns) {
    std::size_t first = y_;
    while (first > 0 && all_[first - 1].goes_on) --first;
    const auto offset = (y_ - first) * columns_ + x_;
    auto [lines, cursor_line] = joined();
    lines.pop_back();  // the one after the last
    std::vector<Row> moved;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i == cursor_line) place_cursor(moved.size(), offset, columns, lines[i].size());
      append_rows(moved, lines[i], columns);
    }
    all_ = std::move(moved);
    fit_height();
  }

  void place_cursor(std::size_t first, std::size_t offset, std::size_t columns, std::size_t size) {
    const bool behind_full_row = offset > 0 && offset % columns == 0 && offset >= size;
    y_ = first + offset / columns - (behind_full_row ? 1 : 0);
    x_ = behind_full_row ? columns : offset % columns;
  }

  static void append_rows(std::vector<Row>& rows, std::string_view line, std::size_t columns) {
    for (; line.size() > columns; line.remove_prefix(columns)) {
      rows.push_back({std::string(line.substr(0, columns)), true});
    }
    rows.push_back({std::string(line), false});
  }

  /// As tmux does: rows go into the history even if there are empty ones at the bottom.
  void fit_height() {
    all_.resize(std::max({all_.size(), rows_, y_ + 1}));
    if (y_ >= top()) return;
    y_ = top();
    x_ = 0;
  }

  /// As tmux does: first the rows below the cursor go.
  void change_height(std::size_t rows) {
    const auto screen_row = y_ - top();
    if (rows < rows_) {
      const auto below = rows_ - 1 - screen_row;
      all_.resize(all_.size() - std::min(below, rows_ - rows));
      all_.back().goes_on = false;
    }
    rows_ = rows;
    all_.resize(std::max(all_.size(), rows_));
  }

  std::size_t columns_, rows_;
  Resizing resizing_;
  std::vector<Row> all_;
  std::size_t x_ = 0;  ///< Of the cursor; `columns_` behind a full row.
  std::size_t y_ = 0;  ///< In `all_`.
  bool wraps_ = true;
  std::size_t rung_ = 0;
  std::vector<std::size_t> reports_;
};

}  // namespace tertulia::support
