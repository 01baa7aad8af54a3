#include "tertulia/server/replay.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>

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

/// What is missing of a room, between two entries.
struct MissingPart {
  const chat::RoomRef* room;
  chat::EntryId after;
  chat::EntryId until;
};

/// Of a source of which nothing is sent up to the entry `cut`.
void append_missing(const ReplaySource& source, chat::EntryId cut,
                    std::vector<MissingPart>& parts) {
  const auto add = [&](chat::EntryId after, chat::EntryId until) {
    if (after < until) parts.push_back({&source.room, after, until});
  };
  const auto& archived = source.archived;
  const auto edge = source.lines->edge();
  if (archived.until <= std::max(source.after, cut)) return add(source.after, std::max(cut, edge));
  add(source.after, std::max(cut, archived.after));
  add(archived.until, edge);
}

/// A client that has read a gap has seen all up to its end, so the lines before it come first.
class Output {
 public:
  Output(std::vector<MissingPart> parts, const wire::Dialect& dialect, std::string& out)
      : parts_(std::move(parts)), dialect_(dialect), out_(out) {
    std::ranges::stable_sort(parts_, {}, &MissingPart::after);
  }

  void append(const ReplayBuffer::Line& line) {
    append_gaps_before(line.id);
    out_ += line.text;
  }
  void append_gaps_before(chat::EntryId id) {
    for (; next_ < parts_.size() && parts_[next_].after < id; ++next_) {
      const auto& [room, after, until] = parts_[next_];
      const chat::EntryId before{static_cast<std::uint64_t>(until) + 1};
      dialect_.render(chat::Gap{*room, after, before}, {}, out_);
    }
  }

 private:
  std::vector<MissingPart> parts_;
  std::size_t next_ = 0;
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
  std::vector<MissingPart> missing;
  for (std::size_t i = 0; i < sources.size(); ++i) append_missing(sources[i], cuts[i], missing);
  Output output(std::move(missing), dialect, out);
  for (auto line = first; line != missed.end(); ++line) output.append(*line->line);
  output.append_gaps_before(chat::EntryId{~std::uint64_t{0}});
}

}  // namespace tertulia::server
