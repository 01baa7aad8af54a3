#include "terminal/history_search.h"

#include <utility>

namespace tertulia::terminal {
namespace {

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

HistorySearch::HistorySearch(std::vector<std::string> lines, Direction direction)
    : lines_(std::move(lines)), direction_(direction), position_(lines_.size() - 1) {}

void HistorySearch::type(std::string_view text) {
  text_ += text;
  failed_ = !move_to_match(position_);
}

void HistorySearch::erase() {
  while (!text_.empty() && continues_character(text_.back())) text_.pop_back();
  if (!text_.empty()) text_.pop_back();
  failed_ = !move_to_match(position_);
}

/// The same line again would look as if the search stood still.
void HistorySearch::again(Direction direction, std::string_view former) {
  direction_ = direction;
  if (text_.empty()) return type(former);
  const auto found = lines_[position_];
  auto from = position_;
  do {
    const bool at_limit = direction == Direction::back ? from == 0 : from + 1 >= lines_.size();
    if (at_limit) {
      failed_ = true;
      return;
    }
    from = direction == Direction::back ? from - 1 : from + 1;
  } while (lines_[from] == found);
  failed_ = !move_to_match(from);
}

bool HistorySearch::matches(std::size_t position) const {
  return lines_[position].find(text_) != std::string::npos;
}

bool HistorySearch::move_to_match(std::size_t from) {
  const bool back = direction_ == Direction::back;
  while (!matches(from)) {
    if (back ? from == 0 : from + 1 >= lines_.size()) return false;
    from = back ? from - 1 : from + 1;
  }
  position_ = from;
  return true;
}

std::string HistorySearch::prompt() const {
  const std::string failed = failed_ ? "failed " : "";
  const std::string reverse = direction_ == Direction::back ? "reverse-" : "";
  return "(" + failed + reverse + "i-search)`" + text_ + "': ";
}

std::size_t HistorySearch::point() const {
  const auto found = direction_ == Direction::back ? line().rfind(text_) : line().find(text_);
  return found == std::string::npos || text_.empty() ? line().size() : found;
}

}  // namespace tertulia::terminal
