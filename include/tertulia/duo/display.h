#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/terminal/console.h"

namespace tertulia::duo {

/// What one end of a conversation shows of the peer's lines. Until `release()` a terminal shows
/// none, since nothing may come between the question for the user's name and its answer; a filter
/// shows all. The console must outlive it.
class Display {
 public:
  explicit Display(terminal::Console& console) : console_(console) {}

  void show(std::string_view line);
  /// Shows the line unless the last line was the same. A guest in line receives its place again and
  /// again, to know that the server is there.
  void show_once(std::string_view line);
  /// This end's user has said something, so the next line is no repetition.
  void forget_last() { last_.clear(); }
  /// Shows what was held, and holds nothing from now on.
  void release();
  /// Bytes that are held, or wait for a slow reader of the output.
  std::size_t unshown() const { return console_.unprinted() + held_bytes_; }

 private:
  terminal::Console& console_;
  std::vector<std::string> held_;
  std::size_t held_bytes_ = 0;
  std::string last_;
  bool released_ = false;
};

}  // namespace tertulia::duo
