#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tertulia::base {

/// Whether all of `text` is well-formed UTF-8 (RFC 3629): nothing overlong, no surrogate, nothing
/// beyond U+10FFFF, nothing cut off.
bool is_utf8(std::string_view text);

/// How many code points without a width (combining marks, joiners) may follow each other. Real text
/// has up to seven (a flag spelt with tags); a flood of them grows over the lines above and below.
inline constexpr std::size_t kMaxZeroWidthRun = 8;

/// Appends `text` to `out` so that any terminal may show it: every C0 control but tab, and DEL, as
/// its picture (U+2400 block); every C1 control, line or paragraph separator and bidirectional
/// control as U+FFFD; each byte that is not part of well-formed UTF-8 as U+FFFD; what exceeds
/// `kMaxZeroWidthRun` as one U+FFFD. All else as it is.
void append_safe(std::string& out, std::string_view text);
/// The same, as a new string.
std::string safe(std::string_view text);

/// How many code points; precondition: `is_utf8(text)`.
std::size_t count_code_points(std::string_view text);

/// Normal form C, or nothing where `text` is not well-formed UTF-8.
std::optional<std::string> normalize(std::string_view text);
/// What two names that are the same have in common: NFKC with case folding (the model is RFC 8266),
/// or nothing where `text` is not well-formed UTF-8.
std::optional<std::string> fold(std::string_view text);

/// What a code point is, as far as names ask: the Unicode general categories L, Nd, Mn with Me, and
/// Mc, without what is invisible by itself (Default_Ignorable_Code_Point, and a few blanks, joiners
/// and fillers that are not in it).
enum class Kind { letter, digit, mark, spacing_mark, other };
struct CodePoint {
  char32_t value;
  Kind kind;
};
/// Takes the first code point off `rest`; nothing at its end, or where it is not UTF-8.
std::optional<CodePoint> next_code_point(std::string_view& rest);

/// Without spaces and tabs at either end.
std::string_view trim(std::string_view text);

}  // namespace tertulia::base
