#include "terminal/held_paste.h"

#include <algorithm>
#include <utility>

namespace tertulia::terminal {

bool HeldPaste::add(const Paste::Event& event) {
  const bool ends_line = event.kind == Paste::Kind::line;
  const auto text = ends_line ? std::string_view("\n") : event.text;
  if (text.size() > max_bytes_ - pieces_.size()) return false;
  pieces_ += text;
  if (ends_line) ++ended_lines_;
  in_line_ = !ends_line && (in_line_ || !text.empty());
  return true;
}

void HeldPaste::clear() { *this = HeldPaste(max_bytes_); }

std::optional<Paste::Event> HeldPaste::next() {
  if (empty()) return clear(), std::nullopt;
  const auto rest = std::string_view(pieces_).substr(begin_);
  if (rest.front() == '\n') {
    ++begin_;
    return Paste::Event{Paste::Kind::line, {}};
  }
  const auto text = rest.substr(0, rest.find('\n'));
  begin_ += text.size();
  return Paste::Event{Paste::Kind::text, text};
}

}  // namespace tertulia::terminal
