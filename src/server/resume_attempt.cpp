#include "tertulia/server/resume_attempt.h"

#include <algorithm>
#include <cstdint>

#include "tertulia/chat/archived_message.h"

namespace tertulia::server {
namespace {

chat::EntryId just_before(chat::EntryId id) {
  return chat::EntryId{static_cast<std::uint64_t>(id) - 1};
}

}  // namespace

ResumeAttempt::ResumeAttempt(chat::MemberId asking, const wire::ResumeRequest& request)
    : asking_(asking), token_(request.token) {
  for (const auto& seen : request.seen) seen_.emplace_back(seen.room, seen.last);
}

chat::EntryId ResumeAttempt::last_seen(std::string_view room, chat::EntryId entered) const {
  auto last = entered;
  for (const auto& [name, id] : seen_) {
    if (name == room) last = std::max(last, id);
  }
  return last;
}

std::optional<MissedPart> ResumeAttempt::missed(const ResumeMemory::Room& room,
                                                std::string_view name) const {
  auto after = last_seen(name, room.entered);
  const auto until = room.lines->edge();
  const auto read = archived_.find(room.id);
  if (read != archived_.end()) after = std::max(after, read->second.until);
  if (after >= until) return std::nullopt;
  return MissedPart{room.id, after, until};
}

void ResumeAttempt::begin_read(std::size_t parts) {
  ++reads_;
  open_parts_ = parts;
}

/// If there are more messages than the archive gives, all before these are missing.
void ResumeAttempt::add(const MissedPart& part, const chat::ArchivePage& page) {
  --open_parts_;
  auto& [after, until, messages] =
      archived_.try_emplace(part.room, Messages{part.after, part.after, {}}).first->second;
  if (page.more && !page.messages.empty()) {
    messages.clear();
    after = just_before(page.messages.back().id);
  }
  until = part.until;
  messages.insert(messages.end(), page.messages.rbegin(), page.messages.rend());
}

void ResumeAttempt::fail() {
  --open_parts_;
  reads_ = kMaxReads;
}

ArchivedLines ResumeAttempt::lines(const chat::RoomRef& room, chat::EntryId after,
                                   const wire::Dialect& dialect, std::size_t max_bytes) const {
  const auto found = archived_.find(room.id);
  if (found == archived_.end()) return {};
  const auto& read = found->second;
  ArchivedLines lines{std::max(after, read.after), read.until, {}};
  for (auto message = read.messages.rbegin(); message != read.messages.rend(); ++message) {
    if (message->id <= after) break;
    std::string line;
    dialect.render(chat::from_archive(*message, room), {}, line);
    if (line.size() > max_bytes) {
      lines.after = message->id;
      break;
    }
    max_bytes -= line.size();
    lines.lines.push_back({message->id, std::move(line)});
  }
  std::ranges::reverse(lines.lines);
  return lines;
}

}  // namespace tertulia::server
