#include "terminal/history_search.h"

#include <utility>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
HistorySearch::HistorySearch(std::vector<std::string> lines, Direction direction)
    : lines_(std::move(lines)), direction_(direction), position_(lines_.size() - 1) {}

void HistorySearch::type(std::string_view text) {
  text_ += text;
  failed_ = !move_to_match(position_);
}

void HistorySearch::erase() {
  while (!text_.empty() && base::continues_character(text_.back())) text_.pop_back();
  if (!text_.empty()) text_.pop_back();
  failed_ = !move_to_match(position_);
}

/// The same line again would look as if the search stood still.
void HistorySearch::again(Direction direction, std::string_view former) {
  direction_ = direction;
  if (text_.empty()) return type(former);
  auto from = next(position_);
  while (from && lines_[*from] == line()) from = next(*from);
  failed_ = !move_to_match(from);
}

bool HistorySearch::matches(std::size_t position) const {
  return lines_[position].find(text_) != std::string::npos;
}

std::optional<std::size_t> HistorySearch::next(std::size_t position) const {
  const bool back = direction_ == Direction::back;
  if (back ? position == 0 : position + 1 >= lines_.size()) return std::nullopt;
  return back ? position - 1 : position + 1;
}

bool HistorySearch::move_to_match(std::optional<std::size_t> from) {
  while (from && !matches(*from)) from = next(*from);
  if (from) position_ = *from;
  return from.has_value();
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
