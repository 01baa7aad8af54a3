#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tertulia::base {

/// Whether all of `text` is well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, no value
/// above U+10FFFF, no incomplete sequence.
bool is_utf8(std::string_view text);

/// The maximum number of consecutive code points without a width (combining marks, joiners). Real
/// text has at most seven (a flag that is spelt with tags); a long run covers the lines above and
/// below.
inline constexpr std::size_t kMaxZeroWidthRun = 8;

/// Appends `text` to `out` in a form that is safe on any terminal:
///  - a C0 control (except tab) or DEL becomes its picture (U+2400 block);
///  - a C1 control, a line or paragraph separator, and a bidirectional control become U+FFFD;
///  - each byte that is not part of well-formed UTF-8 becomes U+FFFD;
///  - a run of code points without a width is cut at `kMaxZeroWidthRun`, and one U+FFFD follows;
///  - all other text stays as it is.
void append_safe(std::string& out, std::string_view text);
/// Returns what `append_safe()` appends.
std::string safe(std::string_view text);
/// The size of what `append_safe()` appends, in bytes: at most three times that of `text`.
std::size_t safe_size(std::string_view text);

/// The number of code points. Precondition: `is_utf8(text)`.
std::size_t count_code_points(std::string_view text);

/// `text` in normal form C, or nothing if it is not well-formed UTF-8.
std::optional<std::string> normalize(std::string_view text);
/// `text` in normal form D, in which each mark is a code point of its own; or nothing.
std::optional<std::string> decompose(std::string_view text);
/// `text` without accents and other marks, or nothing if it is not well-formed UTF-8.
std::optional<std::string> without_accents(std::string_view text);
/// The key by which names are compared: NFKC with case folding (modelled on RFC 8266). Nothing if
/// `text` is not well-formed UTF-8.
std::optional<std::string> fold(std::string_view text);
/// `text` in capital letters, each of which is one code point: what has none stays as it is.
/// Precondition: `is_utf8(text)`.
std::string to_upper(std::string_view text);

/// The kinds of code points that the rules for names distinguish, by Unicode general category:
/// `letter` is L, `digit` is Nd, `mark` is Mn and Me, `spacing_mark` is Mc. Invisible code points
/// (Default_Ignorable_Code_Point, and a few blanks, joiners and fillers besides) are `other`.
enum class Kind { letter, digit, mark, spacing_mark, other };
struct CodePoint {
  char32_t value;
  Kind kind;
};
/// Removes the first code point from `rest` and returns it. Nothing, and no change, if `rest` is
/// empty or does not begin with well-formed UTF-8.
std::optional<CodePoint> next_code_point(std::string_view& rest);

/// Removes the first line from `text`, with its LF, and returns it without the LF. The last line
/// needs no LF.
std::string_view next_line(std::string_view& text);
/// A line without the CR at its end, if it has one.
std::string_view without_cr(std::string_view line);

/// The byte order mark that some editors put at the head of a text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// `text` without a byte order mark at its head.
std::string_view without_byte_order_mark(std::string_view text);

/// Whether this byte of UTF-8 is not the first one of its character.
constexpr bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The letters A to Z in lower case; everything else as it is.
constexpr char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lower_ascii(std::string_view text);

/// `text` without the characters at its beginning that show nothing: spaces of any width, controls,
/// and invisible characters.
std::string_view without_indent(std::string_view text);

/// `text` without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

}  // namespace tertulia::base
