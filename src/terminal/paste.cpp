#include "terminal/paste.h"

#include <algorithm>

namespace tertulia::terminal {

bool may_become(std::string_view bytes, std::string_view marker) {
  return bytes.size() < marker.size() && marker.starts_with(bytes);
}

std::optional<Paste::Event> Paste::next(std::string_view& bytes) {
  if (after_cr_ && bytes.starts_with('\n')) bytes.remove_prefix(1);
  if (bytes.empty()) return std::nullopt;
  after_cr_ = bytes.front() == '\r';
  if (after_cr_ || bytes.front() == '\n') {
    bytes.remove_prefix(1);
    return Event{Kind::line, {}};
  }
  if (bytes.starts_with(kPasteEnd)) {
    bytes.remove_prefix(kPasteEnd.size());
    return Event{Kind::end, {}};
  }
  if (may_become(bytes, kPasteEnd)) return std::nullopt;
  // The first byte is text, even if it is an escape: it begins no marker.
  const auto length = std::min(bytes.find_first_of("\r\n\x1b", 1), bytes.size());
  const auto text = bytes.substr(0, length);
  bytes.remove_prefix(length);
  return Event{Kind::text, text};
}

}  // namespace tertulia::terminal
