#include "terminal/line_splitter.h"

#include "tertulia/base/text.h"

#include "terminal/utf8.h"

namespace tertulia::terminal {

void LineSplitter::append(std::string_view bytes) {
  bytes_.erase(0, begin_);
  begin_ = 0;
  bytes_.append(bytes);
}

void LineSplitter::skip_byte_order_mark() {
  if (!at_head_ || bytes_.size() < base::kByteOrderMark.size()) return;
  at_head_ = false;
  if (bytes_.starts_with(base::kByteOrderMark)) begin_ = base::kByteOrderMark.size();
}

std::optional<std::string> LineSplitter::next() {
  skip_byte_order_mark();
  const auto rest = std::string_view(bytes_).substr(begin_);
  const auto newline = rest.find('\n', searched_);
  if (newline != std::string_view::npos) {
    const auto length = newline > 0 && rest[newline - 1] == '\r' ? newline - 1 : newline;
    if (length <= kMaxLine) return extract(length, newline + 1);
  } else {
    searched_ = rest.size();
    // One byte above the maximum may be the CR of a line of maximum length.
    if (!finished_ && rest.size() <= kMaxLine + 1) return std::nullopt;
    if (rest.empty()) return std::nullopt;
    if (rest.size() <= kMaxLine) return extract(rest.size(), rest.size());
  }
  const auto piece = whole_characters(rest.substr(0, kMaxLine));
  return extract(piece, piece);
}

std::string LineSplitter::extract(std::size_t length, std::size_t consumed) {
  std::string line = bytes_.substr(begin_, length);
  begin_ += consumed;
  at_head_ = false;
  searched_ = 0;
  return line;
}

}  // namespace tertulia::terminal
