#include "tertulia/server/hub_delivery.h"

#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/server/access_log.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server {

using wire::View;
namespace {

/// A private message is at most so many times as long in a dialect as its text was, with so much
/// around it.
constexpr std::size_t kMaxGrowth = 3;
constexpr std::size_t kMaxOverhead = 1'024;

/// Kicks out of the lobby are logged as acts of operators.
bool is_logged(const chat::Event& event, Print messages) {
  if (std::holds_alternative<chat::Message>(event)) return messages == Print::yes;
  const auto* kicked = std::get_if<chat::Kicked>(&event);
  if (kicked != nullptr) return kicked->room.id != chat::kLobby;
  return std::holds_alternative<chat::Renamed>(event);
}

}  // namespace

HubDelivery::HubDelivery(Parts parts) : parts_(std::move(parts)) {}

HubDelivery::~HubDelivery() {
  if (deferred_) parts_.reactor.cancel(*this);
}

RoomChannel* HubDelivery::find_channel(chat::RoomId room) {
  const auto found = channels_.find(room);
  return found == channels_.end() ? nullptr : &found->second;
}

RoomChannel& HubDelivery::channel(chat::RoomId room) {
  if (auto* found = find_channel(room)) return *found;
  const auto send_notices = [&hub = parts_.hub, room] { hub.send_pending_notices(room); };
  return channels_
      .try_emplace(room, parts_.reactor, parts_.statistics, parts_.pool, parts_.last, send_notices)
      .first->second;
}

void HubDelivery::subscribe(Session& session) {
  const auto current = parts_.hub.current_room(session.id());
  for (const auto room : parts_.hub.rooms_of(session.id())) {
    const auto view = room == current ? View::current : View::other;
    channel(room).subscribe(session.subscriptions(), session.dialect(), view);
  }
  note_session(session.id());
}

void HubDelivery::stop_notices() {
  for (auto& [id, channel] : channels_) channel.stop_notices();
}

void HubDelivery::to_room(chat::RoomId room, chat::MemberId author, const chat::Event& event) {
  auto& members = channel(room);
  if (auto* session = parts_.sessions.find(author)) {
    members.catch_up_author(session->subscriptions());
  }
  if (std::holds_alternative<chat::Renamed>(event)) {
    send_renamed(author, event);
    note_session(author);
  } else {
    members.to_all(event);
  }
  if (const auto* message = std::get_if<chat::Message>(&event)) archive(*message);
  if (is_logged(event, parts_.policy.print)) log(event);
}

/// Its author gets the message itself first.
void HubDelivery::archive(const chat::Message& message) {
  if (parts_.archivist == nullptr || parts_.archivist->add(message)) return;
  if (message.number == 0) return;
  const chat::Refused refused{chat::Problem::not_stored, message.room.name, message.number};
  remember(message.author, message.id, refused);
  to_one(message.author, refused);
}

/// The session of a client has changed. Only those that can resume are archived.
void HubDelivery::note_session(chat::MemberId client) const {
  if (parts_.archivist == nullptr || parts_.sessions.memory_of(client) == nullptr) return;
  parts_.archivist->session_changed(client);
}

/// Lines of other rooms under the old name come before the notice, and those under the new name
/// after it.
void HubDelivery::send_renamed(chat::MemberId member, const chat::Event& event) {
  for (const auto room : parts_.hub.rooms_of(member)) channel(room).flush();
  channel(chat::kLobby).to_all(event);
  channel(chat::kLobby).flush();
}

void HubDelivery::to_others(chat::RoomId room, std::span<const chat::MemberId> except,
                            const chat::Event& event) {
  std::vector<Subscriptions*> left_out;
  for (const auto id : except) {
    if (auto* session = parts_.sessions.find(id)) left_out.push_back(&session->subscriptions());
  }
  channel(room).to_others(left_out, event);
}

void HubDelivery::to_one(chat::MemberId to, const chat::Event& event) {
  if (const auto* message = std::get_if<chat::PrivateMessage>(&event)) {
    remember(to, message->id, event);
  }
  auto* session = parts_.sessions.find(to);
  const auto* away = session == nullptr ? parts_.sessions.detached().find(to) : nullptr;
  if (away != nullptr) {
    access_log::account_event(away->host, parts_.hub.name_of(to), event);
    note_refusal(*away, event);
  }
  if (session == nullptr) return;
  if (const auto* welcomed = std::get_if<chat::Welcomed>(&event)) {
    return welcome(*session, *welcomed);
  }
  session->send(event, view_of(to, event));
  access_log::account_event(session->peer().name, parts_.hub.name_of(to), event);
  const auto* refused = std::get_if<chat::Refused>(&event);
  if (refused != nullptr && session->lacks_name()) {
    access_log::name_refused(session->peer().name, *refused);
  }
}

/// A client that can resume gets the token for it.
void HubDelivery::welcome(Session& session, chat::Welcomed welcomed) {
  const auto& limits = parts_.policy.limits;
  const bool resumable =
      session.dialect().can_resume() && limits.resume_timeout > base::Duration::zero();
  const auto token = resumable ? SessionTokens::make() : std::string();
  if (resumable) {
    const auto hash = parts_.tokens.give(token, session.id());
    session.set_memory(std::make_unique<ResumeMemory>(parts_.tokens, hash, parts_.pool));
    parts_.admission.add_resumable(session.peer().host);
  }
  welcomed.session.token = token;
  welcomed.session.max_line = limits.max_line;
  session.send(std::move(welcomed));
}

void HubDelivery::remember(chat::MemberId client, chat::EntryId id, const chat::Event& event) {
  auto* memory = parts_.sessions.memory_of(client);
  if (memory == nullptr) return;
  std::string rendered;
  dialect_of(client)->render(event, {}, rendered);
  memory->private_messages().append(id, rendered);
}

const wire::Dialect* HubDelivery::dialect_of(chat::MemberId client) const {
  if (const auto* session = parts_.sessions.find(client)) return &session->dialect();
  const auto* state = parts_.sessions.detached().find(client);
  return state == nullptr ? nullptr : state->dialect;
}

View HubDelivery::view_of(chat::MemberId client, const chat::Event& event) const {
  const auto* room = chat::room_of(event);
  if (room == nullptr || room->id == parts_.hub.current_room(client)) return View::current;
  return View::other;
}

bool HubDelivery::accepts_private(chat::MemberId to) const {
  if (const auto* session = parts_.sessions.find(to)) return session->accepts_private();
  auto* memory = parts_.sessions.memory_of(to);
  const auto line = parts_.policy.limits.max_line * kMaxGrowth + kMaxOverhead;
  return memory == nullptr || memory->private_messages().fits(line);
}

bool HubDelivery::keeps_members(chat::MemberId client) const {
  const auto* dialect = dialect_of(client);
  return dialect != nullptr && dialect->keeps_members();
}

chat::Trust HubDelivery::trust(chat::MemberId client) const {
  const auto* session = parts_.sessions.find(client);
  return session == nullptr ? chat::Trust::none : session->trust();
}

void HubDelivery::joined(chat::RoomId room, chat::MemberId member) {
  auto* session = parts_.sessions.find(member);
  if (room == chat::kLobby) {
    base::log::info(fmt::format("New client: {}", parts_.hub.name_of(member)));
    parts_.sessions.set_named(member);
    if (session == nullptr || session->phase() != Session::Phase::login) return;
    access_log::joined(session->peer().name, parts_.hub.name_of(member));
    session->set_member();
  }
  if (auto* memory = parts_.sessions.memory_of(member)) {
    memory->enter(room, remember(room, *dialect_of(member)));
    note_session(member);
  }
  if (session == nullptr || session->phase() != Session::Phase::member) return;
  channel(room).subscribe(session->subscriptions(), session->dialect(), View::current);
}

void HubDelivery::left(chat::RoomId room, chat::MemberId member) {
  if (auto* memory = parts_.sessions.memory_of(member)) memory->leave(room);
  note_session(member);
  auto* session = parts_.sessions.find(member);
  auto* members = find_channel(room);
  if (session != nullptr && members != nullptr) members->unsubscribe(session->subscriptions());
  if (room != chat::kLobby) return;
  if (parts_.archivist != nullptr) parts_.archivist->session_ended(member);
  base::log::info(fmt::format("Client disconnected: {}", parts_.hub.name_of(member)));
}

void HubDelivery::moved(chat::MemberId member, chat::RoomId from, chat::RoomId to) {
  note_session(member);
  auto* session = parts_.sessions.find(member);
  if (session == nullptr) return;
  set_view(*session, from, View::other);
  set_view(*session, to, View::current);
}

void HubDelivery::set_view(Session& session, chat::RoomId room, View view) {
  auto* members = find_channel(room);
  if (members == nullptr || !members->has(session.subscriptions())) return;
  members->subscribe(session.subscriptions(), session.dialect(), view);
}

void HubDelivery::closed(chat::RoomId room) {
  channels_.erase(room);
  if (parts_.archivist != nullptr) parts_.archivist->room_closed(room);
}

void HubDelivery::changed(chat::RoomId room) {
  if (parts_.archivist != nullptr) parts_.archivist->room_changed(room);
}

void HubDelivery::schedule_notices(chat::RoomId room, std::size_t members) {
  channel(room).schedule_notices(members);
}

/// The server's log shows an event as a member of the lobby sees it.
void HubDelivery::log(const chat::Event& act) {
  const auto* room = chat::room_of(act);
  const bool lobby = room == nullptr || room->id == chat::kLobby;
  std::string line;
  wire::plain::dialect().render(act, {lobby ? View::current : View::other, {}}, line);
  line.pop_back();
  base::log::info(line);
}

}  // namespace tertulia::server
