#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// A second implementation of `base/text.h`, from the tables of RFC 3629 and Unicode.
namespace tertulia::fuzz {

/// Removes the code point at the front of `text`. Returns nullopt if it is ill-formed.
std::optional<char32_t> decode_strictly(std::string_view& text);
bool is_strict_utf8(std::string_view text);

/// Whether the text is well-formed and cannot control a terminal: no control except tab, no
/// bidirectional control, no line or paragraph separator.
bool is_harmless(std::string_view text);

/// Whether `part` lies within `whole`, as views of the same bytes.
bool is_within(std::string_view part, std::string_view whole);

}  // namespace tertulia::fuzz
