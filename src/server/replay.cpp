#include "tertulia/server/replay.h"

#include <algorithm>
#include <iterator>

namespace tertulia::server {
namespace {

struct Missed {
  const ReplayBuffer::Line* line;
  std::size_t source;
};

std::vector<Missed> missed_lines(const std::vector<ReplaySource>& sources) {
  std::vector<Missed> missed;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& lines = sources[i].lines->lines();
    const auto first =
        std::ranges::upper_bound(lines, sources[i].after, {}, &ReplayBuffer::Line::id);
    for (auto line = first; line != lines.end(); ++line) missed.push_back({&*line, i});
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

chat::EntryId after(chat::EntryId id) { return chat::EntryId{static_cast<std::uint64_t>(id) + 1}; }

}  // namespace

void append_replay(std::vector<ReplaySource> sources, const wire::Dialect& dialect,
                   std::size_t max_bytes, std::string& out) {
  const auto missed = missed_lines(sources);
  const auto first = first_within(missed, max_bytes);
  std::vector<chat::EntryId> edges;
  edges.reserve(sources.size());
  for (const auto& source : sources) edges.push_back(source.lines->edge());
  for (auto dropped = missed.begin(); dropped != first; ++dropped) {
    edges[dropped->source] = dropped->line->id;
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].after >= edges[i]) continue;
    dialect.render(chat::Gap{sources[i].room, sources[i].after, after(edges[i])}, {}, out);
  }
  for (auto line = first; line != missed.end(); ++line) out += line->line->text;
}

}  // namespace tertulia::server
