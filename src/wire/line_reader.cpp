#include "tertulia/wire/line_reader.h"

#include <utility>

#include "tertulia/base/text.h"

namespace tertulia::wire {
std::size_t LineReader::feed(std::string_view bytes, Sink& sink) {
  stopped_ = false;
  std::size_t used = 0;
  std::string reply;
  const auto answer = [&] {
    if (!reply.empty()) sink.handle_telnet_reply(std::exchange(reply, {}));
  };
  while (used < bytes.size() && !stopped_) {
    const auto rest = bytes.substr(used);
    const bool telnet = is_telnet(rest.front());
    if (telnet && telnet_.consumes(rest.front(), reply)) {
      after_cr_ = false;
      ++used;
      continue;
    }
    answer();
    if (telnet && rest.front() == TelnetFilter::kIac) {
      keep(rest.substr(0, 1), sink);
      ++used;
    } else {
      used += read_piece(rest, sink);
    }
  }
  answer();
  return used;
}

std::size_t LineReader::read_piece(std::string_view bytes, Sink& sink) {
  auto piece = bytes.substr(0, bytes.find('\n'));
  if (input_ == Input::telnet) piece = before_telnet(piece);
  const bool ended = piece.size() < bytes.size() && !is_telnet(bytes[piece.size()]);
  if (!ended) {
    keep(piece, sink);
    return piece.size();
  }
  end_line(piece, sink);
  return piece.size() + 1;
}

/// Up to the next command, or to the NUL of a line end.
std::string_view LineReader::before_telnet(std::string_view piece) const {
  piece = piece.substr(0, piece.find(TelnetFilter::kIac));
  return piece.substr(0, find_nul_after_cr(piece));
}

std::size_t LineReader::find_nul_after_cr(std::string_view piece) const {
  auto nul = piece.find('\0');
  while (nul != std::string_view::npos && !(nul == 0 ? after_cr_ : piece[nul - 1] == '\r')) {
    nul = piece.find('\0', nul + 1);
  }
  return nul;
}

void LineReader::keep(std::string_view piece, Sink& sink) {
  if (piece.empty()) return;
  after_cr_ = piece.ends_with('\r');
  if (skipping_) return;
  if (partial_.size() + base::without_cr(piece).size() > max_line_) {
    partial_.clear();
    skipping_ = true;
    stopped_ = !sink.handle_overlong_line();
    return;
  }
  partial_ += piece;
}

void LineReader::end_line(std::string_view piece, Sink& sink) {
  telnet_.end_line();
  after_cr_ = false;
  if (partial_.empty() && !skipping_ && base::without_cr(piece).size() <= max_line_) {
    stopped_ = !sink.handle_line(base::without_cr(piece));
    return;
  }
  keep(piece, sink);
  if (!skipping_) stopped_ = !sink.handle_line(base::without_cr(partial_));
  partial_.clear();
  skipping_ = false;
  after_cr_ = false;
}

void LineReader::finish(Sink& sink) {
  if (!partial_.empty()) end_line({}, sink);
}

}  // namespace tertulia::wire
