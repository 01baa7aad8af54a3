#include "client/session.h"

#include <utility>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

namespace tertulia::client {

std::string Session::resume_line() const {
  wire::ResumeRequest request;
  request.token = token_;
  for (const auto& [room, id] : seen_) request.seen.push_back({room, chat::EntryId{id}});
  return wire::json::write_resume(request);
}

/// What is typed behind `/join games` is meant for that room, whether the server lets the user in
/// or not.
void Session::push(std::string typed) {
  auto room = target();
  const auto command = wire::plain::parse(typed);
  if (const auto* enter = std::get_if<chat::EnterRoom>(&command)) {
    target_ = enter->room.substr(enter->room.starts_with('#') ? 1 : 0);
  }
  if (std::holds_alternative<chat::LeaveRoom>(command)) target_.clear();
  requests_.push(std::move(typed), std::move(room));
}

std::string Session::target() const { return requests_.is_moving() ? target_ : place_.room; }

std::optional<std::string> Session::next_line() {
  auto* request = requests_.next();
  if (request == nullptr) return std::nullopt;
  auto command = wire::plain::parse(request->typed);
  auto* message = std::get_if<chat::Say>(&command);
  if (message == nullptr) {
    return wire::json::write_command(request->typed, {{}, request->number});
  }
  if (request->room.empty()) request->room = place_.room;
  message->room = request->room;
  return wire::json::write_request(command, {{}, request->number});
}

std::string Session::wanted_name(chat::Number number) const {
  const auto* request = requests_.find(number);
  if (request == nullptr) return {};
  const auto command = wire::plain::parse(request->typed);
  const auto* rename = std::get_if<chat::Rename>(&command);
  return rename == nullptr ? std::string{} : std::string(rename->name);
}

std::vector<std::string> Session::welcome(const wire::json::Welcome& welcome) {
  std::vector<std::string> lines;
  const auto former = place_;
  token_ = welcome.session;
  max_line_ = welcome.max_line;
  if (!welcome.resumed) rooms_.clear();
  for (const auto& room : welcome.rooms) rooms_.enter(room.room, room.members);
  place_.follow(welcome);
  if (welcome.resumed) {
    requests_.store(welcome.cid);
    return lines;
  }
  seen_.clear();
  heard_.clear();
  unknown_ = requests_.begin_anew();
  const auto enter = [&](const std::string& room) {
    if (!place_.is_in(room)) lines.push_back(wire::json::write_request(chat::EnterRoom{room}));
  };
  for (const auto& room : former.rooms) {
    if (room != former.room) enter(room);
  }
  if (!former.name.empty()) enter(former.room);
  return lines;
}

/// Of a room that the user is not in, nothing is replayed.
bool Session::note(const std::string& room, std::uint64_t id) {
  if (!room.empty() && !place_.is_in(room)) return true;
  auto& last = seen_[room];
  if (id <= last) return false;
  last = id;
  return true;
}

bool Session::is_new(const wire::json::Message& message) {
  const bool later = note(message.room, message.id);
  if (!later || !heard_.add(message.origin, message.cid)) return false;
  const bool unread = message.room != place_.room && !is_own(message.origin);
  if (unread) rooms_.count_unread(message.room);
  return true;
}

bool Session::is_new(const wire::json::Private& message) {
  return note({}, message.id) && heard_.add(message.origin, message.cid);
}

struct Session::Handler {
  Session& session;

  void operator()(const wire::json::Message& message) const { answer(message); }
  void operator()(const wire::json::Private& message) const { answer(message); }
  void operator()(const wire::json::Stored& stored) const { session.requests_.store(stored.cid); }
  void operator()(const wire::json::Error& error) const { session.requests_.answer(error.cid); }
  void operator()(const wire::json::Joined& joined) const {
    session.rooms_.add(joined.room, joined.names);
  }
  void operator()(const wire::json::Left& left) const {
    session.rooms_.remove(left.room, left.names);
    if (session.place_.is_in(left.room)) return;
    session.rooms_.leave(left.room);
    session.seen_.erase(left.room);
  }
  void operator()(const wire::json::Renamed& renamed) const {
    session.rooms_.rename(renamed.from, renamed.to);
  }
  void operator()(const wire::json::Entered& entered) const {
    session.rooms_.enter(entered.room.room, entered.room.members);
  }
  template <class Other>
  void operator()(const Other& /*event*/) const {}

  void answer(const auto& message) const {
    if (session.is_own(message.origin)) session.requests_.answer(message.cid);
  }
};

void Session::handle(const wire::json::ServerEvent& event) {
  if (std::holds_alternative<wire::json::Welcome>(event)) return;
  place_.follow(event);
  rooms_.read(place_.room);
  std::visit(Handler{*this}, event);
}

}  // namespace tertulia::client
