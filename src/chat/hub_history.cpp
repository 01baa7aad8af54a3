/// What members ask about earlier messages, and what they may see of them.
#include <algorithm>
#include <utility>
#include <variant>

#include "tertulia/chat/archived_message.h"
#include "tertulia/chat/hub.h"

namespace tertulia::chat {
namespace {

bool shows(const RoomScope& scope, const ArchivedMessage& message) {
  return !message.hidden || message.id >= scope.private_from;
}

/// The room that is left in an answer. The first message always fits.
class Space {
 public:
  explicit Space(std::size_t limit) : left_(std::min(limit, Hub::kMaxAnswer)) {}

  /// False if the message does not fit.
  bool take(const ArchivedMessage& message) {
    const auto size = size_of(message);
    if (!empty_ && size > left_) return false;
    left_ -= std::min(size, left_);
    empty_ = false;
    return true;
  }

 private:
  std::size_t left_;
  bool empty_ = true;
};

}  // namespace

RoomScope Hub::scope_of(MemberId client, RoomId room) const {
  return is_server_operator(client) ? RoomScope{room, EntryId{}} : rooms_.at(room).scope_of(client);
}

CommandResult Hub::handle(MemberId self, const AskHistory& ask) {
  if (!history_.keeps_messages()) return refuse(self, Problem::no_history);
  const auto* room = own_room(self, ask.room);
  if (room == nullptr) return CommandResult::done;
  return ask_history(
      self, {HistoryQuestion::Kind::history, room->ref().id, room->name().text()},
      {.rooms = {scope_of(self, room->ref().id)}, .before = ask.before, .limit = ask.limit});
}

CommandResult Hub::handle(MemberId self, const Search& search) {
  if (!history_.keeps_messages()) return refuse(self, Problem::no_history);
  ArchiveQuery query{.rooms = {},
                     .words = std::string(search.words),
                     .before = search.before,
                     .limit = search.limit};
  if (!search.from.empty()) {
    const auto name = Name::parse(search.from);
    if (const auto* problem = std::get_if<Problem>(&name)) {
      return refuse(self, *problem, search.from);
    }
    query.from = std::get<Name>(name).key();
  }
  if (!search.room.empty()) {
    const auto* room = own_room(self, search.room);
    if (room == nullptr) return CommandResult::done;
    query.rooms.push_back(scope_of(self, room->ref().id));
  } else {
    for (const auto room : rooms_of(self)) query.rooms.push_back(scope_of(self, room));
  }
  return ask_history(self, {HistoryQuestion::Kind::search}, std::move(query));
}

CommandResult Hub::ask_history(MemberId self, HistoryQuestion question, ArchiveQuery query) {
  open_.questions.emplace(self, std::move(question));
  history_.find(self, std::move(query));
  return open_.questions.contains(self) ? CommandResult::pending : CommandResult::done;
}

void Hub::on_found(MemberId client, base::Result<ArchivePage> page) {
  const auto asked = open_.questions.extract(client);
  if (asked.empty() || people_.find(client) == nullptr) return;
  answer(client, asked.mapped(), page);
  if (executing_ != client) delivery_.finished(client);
}

void Hub::answer(MemberId client, const HistoryQuestion& question,
                 const base::Result<ArchivePage>& page) {
  if (!page) {
    refuse(client, Problem::history_failed, page.error());
    return;
  }
  auto shown = visible(client, *page);
  if (question.kind == HistoryQuestion::Kind::search) {
    return delivery_.to_one(client, SearchResults{std::move(shown)});
  }
  const auto* room = rooms_.find(question.room);
  if (room == nullptr || !room->has(client)) {
    refuse(client, Problem::not_in_room, question.room_name);
    return;
  }
  std::ranges::reverse(shown.messages);
  delivery_.to_one(client, HistoryShown{room->ref(), std::move(shown)});
}

/// The client may have left rooms since its question, or have lost what it could see there. The
/// answer has a place in the log, which tells its time.
EarlierMessages Hub::visible(MemberId client, const ArchivePage& page) {
  EarlierMessages shown{
      .messages = {}, .more = page.more, .current = current_room(client), .now = log_.stamp().time};
  Space space(answer_limit_);
  for (const auto& message : page.messages) {
    const auto* room = rooms_.find(message.room);
    if (room == nullptr || !room->has(client) || !shows(scope_of(client, message.room), message)) {
      continue;
    }
    if (!space.take(message)) {
      shown.more = true;
      break;
    }
    shown.messages.push_back(from_archive(message, room->ref()));
  }
  return shown;
}

void Hub::set_recent_limit(std::size_t messages, base::Duration keep) {
  recent_keep_ = keep;
  recent_limit_ = history_.keeps_messages() ? messages : 0;
  for (auto& [id, room] : rooms_.all()) room.recent().shorten(recent_limit_);
}

void Hub::show_recent(MemberId to, const Room& room, base::WallTime now) {
  RecentHistory recent{{.messages = {}, .current = current_room(to), .now = now}};
  auto& messages = recent.earlier.messages;
  const auto scope = scope_of(to, room.ref().id);
  const auto& all = room.recent().all();
  const auto oldest =
      recent_keep_ > base::Duration::zero() ? now - recent_keep_ : base::WallTime::min();
  Space space(answer_limit_);
  for (auto message = all.rbegin(); message != all.rend(); ++message) {
    if (message->time < oldest) break;
    if (!shows(scope, *message)) continue;
    if (!space.take(*message)) break;
    messages.push_back(from_archive(*message, room.ref()));
  }
  std::ranges::reverse(messages);
  if (!messages.empty()) delivery_.to_one(to, recent);
}

}  // namespace tertulia::chat
