#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// A second opinion on what `base/text.h` says, straight from the tables of RFC 3629 and Unicode.
namespace tertulia::fuzz {

/// The code point at the front of `text`, which is taken off; nothing where it is ill-formed.
std::optional<char32_t> decode_strictly(std::string_view& text);
bool is_strict_utf8(std::string_view text);

/// Well-formed, and nothing in it acts on a terminal: no control but tab, no bidirectional control,
/// no line or paragraph separator.
bool is_harmless(std::string_view text);

/// Whether `part` lies within `whole`, as views of the same bytes.
bool is_within(std::string_view part, std::string_view whole);

}  // namespace tertulia::fuzz
