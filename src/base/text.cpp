#include "tertulia/base/text.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include <utf8proc.h>

namespace tertulia::base {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr char32_t kDelete = 0x7F;
constexpr char32_t kInvalid = 0xFFFF'FFFF;  // stands for a byte that is not UTF-8

struct Decoded {
  char32_t value;
  std::size_t length;
};

/// Nothing if `text` does not begin with a well-formed code point.
std::optional<Decoded> decode(std::string_view text) {
  utf8proc_int32_t value = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (length <= 0) return std::nullopt;
  return Decoded{static_cast<char32_t>(value), static_cast<std::size_t>(length)};
}

bool is_plain_ascii(char c) { return (c >= ' ' && c < '\x7F') || c == '\t'; }

bool is_bidi_control(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool is_unsafe(char32_t c) {
  return c == kInvalid || (c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
         is_bidi_control(c);
}

bool has_no_width(char32_t c) {
  return c > kDelete && utf8proc_charwidth(static_cast<utf8proc_int32_t>(c)) == 0;
}

/// The picture of U+0000 is U+2400, and so on; the picture of DEL is U+2421.
template <class Out>
void append_control_picture(Out& out, char32_t control) {
  out += std::string_view("\xE2\x90");
  out += static_cast<char>(control == kDelete ? 0xA1 : 0x80 + control);
}

/// Takes the place of a string of which only the size is wanted.
struct Size {
  void operator+=(std::string_view text) { bytes += text.size(); }
  void operator+=(char /*byte*/) { ++bytes; }
  std::size_t bytes = 0;
};

/// Appends code points in their safe form, and counts the present run of those without a width.
template <class Out>
class SafeAppender {
 public:
  explicit SafeAppender(Out& out) : out_(out) {}

  void append_ascii(std::string_view text) {
    if (text.empty()) return;
    out_ += text;
    zero_width_run_ = 0;
  }

  /// Appends the first code point, or byte that is not UTF-8, of `text`; returns its length in
  /// bytes.
  std::size_t append_first(std::string_view text) {
    const auto decoded = decode(text);
    const auto value = decoded ? decoded->value : kInvalid;
    if (!is_unsafe(value) && has_no_width(value)) {
      append_zero_width(text.substr(0, decoded->length));
      return decoded->length;
    }
    zero_width_run_ = 0;
    if (value < ' ' || value == kDelete) {
      append_control_picture(out_, value);
    } else {
      out_ += is_unsafe(value) ? kReplacement : text.substr(0, decoded->length);
    }
    return decoded ? decoded->length : 1;
  }

 private:
  void append_zero_width(std::string_view code_point) {
    if (zero_width_run_ < kMaxZeroWidthRun) out_ += code_point;
    if (zero_width_run_ == kMaxZeroWidthRun) out_ += kReplacement;
    ++zero_width_run_;
  }

  Out& out_;
  std::size_t zero_width_run_ = 0;
};

template <class Out>
void append_safe_to(Out& out, std::string_view text) {
  SafeAppender<Out> appender(out);
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(
        std::find_if_not(text.begin(), text.end(), is_plain_ascii) - text.begin());
    appender.append_ascii(text.substr(0, plain));
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(appender.append_first(text));
  }
}

/// Unicode classifies them as letters and marks, but they are invisible: a joiner of Tifinagh, one
/// of Brahmi, two blanks of Egyptian hieroglyphs, a filler of Khitan. The blank of Braille is a
/// symbol.
constexpr std::array<char32_t, 6> kBlanks{0x2800, 0x2D7F, 0x1107F, 0x13441, 0x13442, 0x16FE4};

bool is_invisible(char32_t c) {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->ignorable ||
         std::ranges::find(kBlanks, c) != kBlanks.end();
}

bool is_space_or_control(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
      return true;
    default:
      return false;
  }
}

Kind kind_of(char32_t c) {
  if (is_invisible(c)) return Kind::other;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return Kind::letter;
    case UTF8PROC_CATEGORY_ND:
      return Kind::digit;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
      return Kind::mark;
    case UTF8PROC_CATEGORY_MC:
      return Kind::spacing_mark;
    default:
      return Kind::other;
  }
}

std::optional<std::string> map(std::string_view text, int options) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                   static_cast<utf8proc_option_t>(options));
  if (length < 0) return std::nullopt;
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    const auto decoded = decode(text);
    if (!decoded) return false;
    text.remove_prefix(decoded->length);
  }
  return true;
}

void append_safe(std::string& out, std::string_view text) { append_safe_to(out, text); }

std::string safe(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_safe(out, text);
  return out;
}

std::size_t safe_size(std::string_view text) {
  Size size;
  append_safe_to(size, text);
  return size.bytes;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, false, continues_character));
}

std::optional<std::string> normalize(std::string_view text) {
  return map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::optional<std::string> decompose(std::string_view text) {
  return map(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
}

std::optional<std::string> without_accents(std::string_view text) {
  return map(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
}

std::optional<std::string> fold(std::string_view text) {
  return map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                       UTF8PROC_IGNORE);
}

std::string to_upper(std::string_view text) {
  std::string out;
  while (const auto decoded = decode(text)) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(
        utf8proc_toupper(static_cast<utf8proc_int32_t>(decoded->value)), bytes.data());
    out.append(bytes.begin(), bytes.begin() + length);
    text.remove_prefix(decoded->length);
  }
  return out;
}

std::optional<CodePoint> next_code_point(std::string_view& rest) {
  const auto decoded = decode(rest);
  if (!decoded) return std::nullopt;
  rest.remove_prefix(decoded->length);
  return CodePoint{decoded->value, kind_of(decoded->value)};
}

std::string_view next_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) c = lower_ascii(c);
  return lower;
}

std::string_view without_indent(std::string_view text) {
  auto decoded = decode(text);
  while (decoded && (is_space_or_control(decoded->value) || is_invisible(decoded->value))) {
    text.remove_prefix(decoded->length);
    decoded = decode(text);
  }
  return text;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace tertulia::base
