#include "tertulia/server/replay.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace tertulia::server {
namespace {

using Lines = std::span<const ReplayBuffer::Line>;

struct Missed {
  const ReplayBuffer::Line* line;
  std::size_t source;
};

Lines lines_after(Lines lines, chat::EntryId id) {
  const auto first = std::ranges::upper_bound(lines, id, {}, &ReplayBuffer::Line::id);
  return {first, lines.end()};
}

std::vector<Missed> missed_lines(const std::vector<ReplaySource>& sources) {
  std::vector<Missed> missed;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& [room, buffer, after, archived] = sources[i];
    for (const auto& line : lines_after(archived.lines, after)) missed.push_back({&line, i});
    for (const auto& line : lines_after(buffer->lines(), std::max(after, archived.until))) {
      missed.push_back({&line, i});
    }
  }
  std::ranges::sort(missed, {}, [](const Missed& one) { return one.line->id; });
  return missed;
}

/// The first of the latest lines that together have no more than this size.
std::vector<Missed>::const_iterator first_within(const std::vector<Missed>& missed,
                                                 std::size_t max_bytes) {
  auto first = missed.end();
  std::size_t bytes = 0;
  while (first != missed.begin()) {
    bytes += std::prev(first)->line->text.size();
    if (bytes > max_bytes) break;
    --first;
  }
  return first;
}

/// The gaps of a source of which nothing is sent up to the entry `cut`.
class Gaps {
 public:
  Gaps(const wire::Dialect& dialect, std::string& out) : dialect_(dialect), out_(out) {}

  void append(const ReplaySource& source, chat::EntryId cut) const {
    const auto& archived = source.archived;
    const auto edge = source.lines->edge();
    if (archived.until <= std::max(source.after, cut)) {
      return append(source.room, source.after, std::max(cut, edge));
    }
    append(source.room, source.after, std::max(cut, archived.after));
    append(source.room, archived.until, edge);
  }

 private:
  void append(const chat::RoomRef& room, chat::EntryId after, chat::EntryId until) const {
    if (after >= until) return;
    const chat::EntryId before{static_cast<std::uint64_t>(until) + 1};
    dialect_.render(chat::Gap{room, after, before}, {}, out_);
  }

  const wire::Dialect& dialect_;
  std::string& out_;
};

}  // namespace

void append_replay(const std::vector<ReplaySource>& sources, const wire::Dialect& dialect,
                   std::size_t max_bytes, std::string& out) {
  const auto missed = missed_lines(sources);
  const auto first = first_within(missed, max_bytes);
  std::vector<chat::EntryId> cuts(sources.size());
  for (auto dropped = missed.begin(); dropped != first; ++dropped) {
    cuts[dropped->source] = dropped->line->id;
  }
  const Gaps gaps(dialect, out);
  for (std::size_t i = 0; i < sources.size(); ++i) gaps.append(sources[i], cuts[i]);
  for (auto line = first; line != missed.end(); ++line) out += line->line->text;
}

}  // namespace tertulia::server
