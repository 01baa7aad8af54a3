#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tertulia::terminal {

/// An incremental search in the lines that the user has entered. It looks like Readline's, which
/// cannot be used: in Readline's callback interface it reads freed memory and crashes.
class HistorySearch {
 public:
  enum class Direction { back, forward };

  /// `lines`, oldest first; the last one is the line being edited.
  HistorySearch(std::vector<std::string> lines, Direction direction);

  /// Adds text to what is searched for.
  void type(std::string_view text);
  /// Removes its last character.
  void erase();
  /// Searches on in a direction. If nothing was typed yet, searches for `former`.
  void again(Direction direction, std::string_view former);

  /// The prompt that shows the search.
  std::string prompt() const;
  /// The line that is found, and where what is searched for begins in it.
  const std::string& line() const { return lines_[position_]; }
  std::size_t point() const;
  /// The line that was edited before the search.
  const std::string& former_line() const { return lines_.back(); }
  const std::string& text() const { return text_; }

 private:
  bool matches(std::size_t position) const;
  /// The position after this one in the direction of the search.
  std::optional<std::size_t> next(std::size_t position) const;
  bool move_to_match(std::optional<std::size_t> from);

  std::vector<std::string> lines_;
  Direction direction_;
  std::size_t position_;
  std::string text_;
  bool failed_ = false;
};

}  // namespace tertulia::terminal
