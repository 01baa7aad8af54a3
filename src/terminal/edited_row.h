#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/base/terminal_text.h"

namespace tertulia::terminal {

/// The one row that shows the line being edited.
struct EditedRow {
  std::string text;
  std::string before_cursor;  ///< The beginning of `text`, up to the cursor.
  std::size_t cells = 0;
  std::size_t cursor = 0;  ///< The cells of `before_cursor`.
};

/// Shows `prompt` and `line` with the cursor before the byte `point` of `line`. The row leaves the
/// last column free. If prompt and line are longer, it shows the part around the cursor, with `<`
/// and `>` where something is left out. Control characters and other unsafe text appear in their
/// safe form. The C library's locale must be UTF-8.
EditedRow make_edited_row(std::string_view prompt, std::string_view line, std::size_t point,
                          const base::Terminal& terminal);

/// The cells that a text takes in its safe form. The C library's locale must be UTF-8.
std::size_t cells_of(std::string_view text, const base::Terminal& terminal);

}  // namespace tertulia::terminal
