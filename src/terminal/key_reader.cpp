#include "terminal/key_reader.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

using Kind = KeyReader::Kind;

constexpr char kEscape = '\x1b';
constexpr std::string_view kStringIntroducers = "]P_^X";  // OSC, DCS, APC, PM, SOS
constexpr std::size_t kMouseBytes = 3;                    // after `CSI M` of the oldest protocol

struct Found {
  Kind kind;
  std::size_t length;
};

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }
bool is_parameter(char c) { return c >= '0' && c <= '?'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_intermediate(char c) { return c >= ' ' && c <= '/'; }

/// One character, with its continuation bytes.
std::size_t character_length(std::string_view bytes) {
  std::size_t length = 1;
  while (length < bytes.size() && base::continues_character(bytes[length])) ++length;
  return length;
}

/// `count` more characters after the first `length` bytes. A control character ends them, too.
Found with_characters(std::string_view bytes, std::size_t length, std::size_t count) {
  for (; count > 0; --count) {
    if (length >= bytes.size()) return {Kind::incomplete, 0};
    if (is_control(bytes[length])) break;
    length += character_length(bytes.substr(length));
  }
  return {Kind::sequence, length};
}

/// rxvt ends the keys with Shift in `$`, which elsewhere precedes the last character.
bool is_shifted_rxvt_key(std::string_view parameters, char next) {
  return next == '$' && !parameters.empty() && std::ranges::all_of(parameters, is_digit);
}

/// From `begin`, which is after the introducer. A control character ends an incomplete sequence.
Found find_csi(std::string_view bytes, std::size_t begin) {
  auto at = begin;
  if (bytes.size() > at && bytes[at] == '[') return with_characters(bytes, at + 1, 1);  // F1 to F5
  while (at < bytes.size() && is_parameter(bytes[at])) ++at;
  const auto parameters = bytes.substr(begin, at - begin);
  if (at < bytes.size() && is_shifted_rxvt_key(parameters, bytes[at])) {
    return {Kind::sequence, at + 1};
  }
  while (at < bytes.size() && is_intermediate(bytes[at])) ++at;
  if (at == bytes.size()) return {Kind::incomplete, 0};
  if (is_control(bytes[at])) return {Kind::noise, at};
  if (bytes[at] == 'M' && at == begin) return with_characters(bytes, at + 1, kMouseBytes);
  return with_characters(bytes, at, 1);
}

Found find_ss3(std::string_view bytes, std::size_t begin) {
  auto at = begin;
  while (at < bytes.size() && is_parameter(bytes[at])) ++at;
  return with_characters(bytes, at, 1);
}

/// The first byte is an escape.
Found find_sequence(std::string_view bytes) {
  if (bytes.size() == 1) return {Kind::escape, 0};
  // A terminal that sends an escape for the Alt key sends it before a sequence, too.
  const std::size_t begin =
      bytes.starts_with("\x1b\x1b[") || bytes.starts_with("\x1b\x1bO") ? 2 : 1;
  if (bytes[begin] == '[') return find_csi(bytes, begin + 1);
  if (bytes[begin] == 'O') return find_ss3(bytes, begin + 1);
  if (static_cast<unsigned char>(bytes[1]) >= 0x80) {
    return {Kind::noise, 1 + character_length(bytes.substr(1))};
  }
  if (kStringIntroducers.find(bytes[1]) == std::string_view::npos) return {Kind::key, 1};
  if (bytes.size() == 2) return {Kind::escape, 0};
  return is_control(bytes[2]) ? Found{Kind::key, 1} : Found{Kind::noise, 2};
}

/// A string ends with BEL or `ESC \`, which is an escape sequence of its own. Any other control
/// character ends it, too: a key of the user must not be lost in a string that has no end.
std::size_t string_length(std::string_view bytes) {
  return static_cast<std::size_t>(std::ranges::find_if(bytes, is_control) - bytes.begin());
}

}  // namespace

KeyReader::Event KeyReader::next(std::string_view& bytes) {
  const auto take = [&bytes](Kind kind, std::size_t length) {
    const auto taken = bytes.substr(0, length);
    bytes.remove_prefix(length);
    return Event{kind, taken};
  };
  if (in_string_) {
    const auto length = string_length(bytes);
    if (length > 0) return take(Kind::noise, length);
    if (bytes == "\x1b") return {Kind::escape, bytes};
    in_string_ = false;
    if (bytes.starts_with('\a')) return take(Kind::noise, 1);
    if (bytes.starts_with("\x1b\\")) return take(Kind::noise, 2);
  }
  if (bytes.front() != kEscape) return take(Kind::key, 1);
  const auto found = find_sequence(bytes);
  if (found.length == 0) return {found.kind, bytes};
  const auto event = take(found.kind, found.length);
  in_string_ = found.kind == Kind::noise && event.bytes.size() == 2 &&
               kStringIntroducers.find(event.bytes[1]) != std::string_view::npos;
  return event;
}

std::optional<std::size_t> cursor_report_column(std::string_view sequence) {
  const auto semicolon = sequence.find(';');
  if (!sequence.starts_with("\x1b[") || semicolon == std::string_view::npos) return std::nullopt;
  const auto* end = sequence.data() + sequence.size();
  std::size_t column = 0;
  const auto [after, error] = std::from_chars(sequence.data() + semicolon + 1, end, column);
  if (error != std::errc{} || column == 0) return std::nullopt;
  if (std::string_view(after, static_cast<std::size_t>(end - after)) != "R") return std::nullopt;
  return column;
}

}  // namespace tertulia::terminal
