#include "tertulia/wire/line_reader.h"

namespace tertulia::wire {
namespace {

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

std::size_t LineReader::feed(std::string_view bytes, Sink& sink) {
  stopped_ = false;
  std::size_t used = 0;
  while (used < bytes.size() && !stopped_) {
    const auto rest = bytes.substr(used);
    const bool telnet = telnet_.busy() || rest.front() == TelnetFilter::kIac;
    if (telnet && telnet_.consumes(rest.front())) {
      ++used;
    } else if (telnet && rest.front() == TelnetFilter::kIac) {
      keep(rest.substr(0, 1), sink);
      ++used;
    } else {
      used += read_piece(rest, sink);
    }
  }
  return used;
}

std::size_t LineReader::read_piece(std::string_view bytes, Sink& sink) {
  const auto end = bytes.find('\n');
  const auto piece = bytes.substr(0, end);
  const auto command = piece.find(TelnetFilter::kIac);
  if (command != std::string_view::npos) {
    keep(piece.substr(0, command), sink);
    return command;
  }
  if (end == std::string_view::npos) {
    keep(piece, sink);
    return piece.size();
  }
  end_line(piece, sink);
  return end + 1;
}

void LineReader::keep(std::string_view piece, Sink& sink) {
  if (skipping_ || piece.empty()) return;
  if (partial_.size() + without_cr(piece).size() > max_line_) {
    partial_.clear();
    skipping_ = true;
    stopped_ = !sink.handle_overlong_line();
    return;
  }
  partial_ += piece;
}

void LineReader::end_line(std::string_view piece, Sink& sink) {
  if (partial_.empty() && !skipping_ && without_cr(piece).size() <= max_line_) {
    stopped_ = !sink.handle_line(without_cr(piece));
    return;
  }
  keep(piece, sink);
  if (!skipping_) stopped_ = !sink.handle_line(without_cr(partial_));
  partial_.clear();
  skipping_ = false;
}

void LineReader::finish(Sink& sink) {
  if (!partial_.empty()) end_line({}, sink);
}

}  // namespace tertulia::wire
