#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/base/environment.h"

/// Text that users wrote, on a terminal: no row of it may look like a line of somebody else. Every
/// way to a terminal uses this: the line editor, a filter whose output is a terminal, and the log.
namespace tertulia::base {

/// What text must know about the terminal that shows it.
struct Terminal {
  /// How many cells a character takes is for the terminal to decide. `usual` counts what nearly all
  /// terminals do; `widest` counts what any terminal does.
  enum class Widths { usual, widest };
  enum class Charset { utf8, ascii };

  std::size_t columns = kUsualColumns;
  Widths widths = Widths::usual;
  Charset charset = Charset::utf8;
  bool has_sequences = true;    ///< False for a terminal that shows escape sequences as text.
  bool has_many_colors = true;  ///< 256; otherwise the eight basic ones.

  static constexpr std::size_t kUsualColumns = 80;
  static constexpr std::size_t kUsualRows = 24;
};

/// Everything but the columns. A locale that is not UTF-8 has `Charset::ascii`: a terminal that is
/// not UTF-8 could take bytes of UTF-8 for control characters. `widest` applies where an
/// underestimate is likely (GNU screen, Chinese, Japanese and Korean locales) and where text beyond
/// the last column cannot be kept from the next row (a terminal without sequences).
Terminal terminal_of(Environment environment);
/// The terminal of this process's environment. It is determined once.
const Terminal& terminal();
/// From now on `terminal()` has no sequences, as if TERM were `dumb`: for users of screen readers.
void use_plain_terminal();
/// Asks the system for the present width of the terminal `fd`.
std::size_t terminal_columns(int fd);
/// Asks the system for the present height of the terminal `fd`, in rows.
std::size_t terminal_rows(int fd);
/// `terminal()` with the present width of the terminal `fd`.
Terminal terminal_at(int fd);

/// The beginning of every row of a line except the first. No chat line begins with a blank, so a
/// user cannot pad a text until its end looks like a separate line.
std::string_view row_indent(std::size_t columns);
/// On a narrower terminal a line stays one row, and the terminal cuts it off.
inline constexpr std::size_t kMinColumns = 4;

/// Splits safe text into rows, with newlines between them, that fit into the terminal. A row ends
/// at a blank, or between two ideographs, and within a word only if the word is longer than a row.
/// Blanks at the end of a row are dropped.
std::string wrap(std::string_view text, const Terminal& terminal);

/// Safe text in the terminal's character set: in ASCII, a letter without its accent, and `?` for
/// other characters.
std::string in_charset(std::string text, Terminal::Charset charset);

/// Before and after text that must not go on in the next row when it does not fit.
inline constexpr std::string_view kAutowrapOff = "\x1b[?7l";
inline constexpr std::string_view kAutowrapOn = "\x1b[?7h";

/// All bytes to write for one line: safe, in the terminal's character set, in rows, with a newline
/// at the end. No row except the first begins with a character of `text`, however wide the terminal
/// draws its characters.
std::string terminal_line(std::string_view text, const Terminal& terminal);

}  // namespace tertulia::base
