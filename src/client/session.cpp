#include "client/session.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

namespace tertulia::client {

namespace {

/// Of the last request that enters a former room.
constexpr std::string_view kReturnTag = "return";

template <class... Kinds>
bool is_any_of(const chat::Command& command) {
  return (std::holds_alternative<Kinds>(command) || ...);
}

/// Whether the command changes nothing.
bool asks(const chat::Command& command) {
  if (const auto* topic = std::get_if<chat::Topic>(&command)) return !topic->text;
  return is_any_of<chat::AskBans, chat::AskHelp, chat::AskHistory, chat::AskRooms, chat::AskWho,
                   chat::AskWhois, chat::ListKeys, chat::Search>(command);
}

/// The number of the request that this tag is of; 0 if it is of none.
chat::Number number_of(std::string_view tag) {
  chat::Number number = 0;
  std::from_chars(tag.data(), tag.data() + tag.size(), number);
  return number;
}

}  // namespace

std::string Session::resume_line() const {
  wire::ResumeRequest request;
  request.token = token_;
  for (const auto& [room, id] : seen_) request.seen.push_back({room, chat::EntryId{id}});
  const auto matters = [this](const auto& seen) {
    return seen.room.empty() || seen.room == place_.room;
  };
  // clang 14 does not compile the one of std::ranges.
  std::stable_partition(request.seen.begin(), request.seen.end(), matters);
  return wire::json::write_resume(request, max_line_);
}

chat::Number Session::push(std::string typed) {
  auto room = target();
  const auto& request = requests_.push(std::move(typed), std::move(room));
  if (request.moves != Requests::Request::Moves::no) home_.clear();
  return request.number;
}

/// What is typed behind `/join games` is meant for that room, whether the server lets the user in
/// or not. Behind `/leave` only the server knows the room.
std::string Session::target() const {
  if (!home_.empty()) return home_;
  const auto* move = requests_.last_move();
  if (move == nullptr) return former_ ? former_->room : place_.room;
  const auto command = wire::plain::parse(move->typed);
  const auto* enter = std::get_if<chat::EnterRoom>(&command);
  if (enter == nullptr) return {};
  return std::string(enter->room.substr(enter->room.starts_with('#') ? 1 : 0));
}

std::optional<std::string> Session::next_line() {
  auto* request = requests_.next();
  if (request == nullptr) return std::nullopt;
  auto command = wire::plain::parse(request->typed);
  auto* message = std::get_if<chat::Say>(&command);
  if (message == nullptr) {
    const auto tag = std::to_string(request->number);
    return wire::json::write_command(request->typed, {tag, request->number});
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

void Session::note_refusal(chat::Number number) {
  const auto* request = requests_.find(number);
  if (request == nullptr || request->answered) return;
  refused_.push_back(request->typed);
  requests_.answer(number);
}

/// The answer to a question comes before that. If it has not come, it was lost with a connection,
/// so the question is asked again, about the room where the user is then.
void Session::store(chat::Number number) {
  auto lost = requests_.without_answer(number);
  requests_.store(number);
  for (auto& typed : lost) {
    if (asks(wire::plain::parse(typed))) push(std::move(typed));
  }
}

std::vector<std::string> Session::welcome(const wire::json::Welcome& welcome) {
  const auto former = place_;
  token_ = welcome.session;
  max_line_ = welcome.max_line;
  if (!welcome.resumed) rooms_.clear();
  for (const auto& room : welcome.rooms) rooms_.enter(room.room, room.members);
  place_.follow(welcome);
  if (welcome.resumed) {
    for (const auto& room : former.rooms) {
      if (!place_.is_in(room)) leave(room);
    }
    for (const auto number : welcome.refused) note_refusal(number);
    store(welcome.cid);
  } else {
    seen_.clear();
    heard_.clear();
    unknown_ = requests_.begin_anew();
    homeless_ = requests_.discard_homeless();
    if (!former_ && !former.name.empty()) former_ = former;
  }
  return return_to_rooms();
}

/// The former current room comes last, so that it is current again.
std::vector<std::string> Session::return_to_rooms() {
  std::vector<std::string> lines;
  if (!former_) return lines;
  for (const auto& room : former_->rooms) {
    const bool enters = room != former_->room && !place_.is_in(room);
    if (enters) lines.push_back(wire::json::write_request(chat::EnterRoom{room}));
  }
  if (lines.empty() && place_.room == former_->room) {
    former_.reset();
  } else {
    lines.push_back(wire::json::write_request(chat::EnterRoom{former_->room}, {kReturnTag, 0}));
  }
  return lines;
}

void Session::leave(const std::string& room) {
  rooms_.leave(room);
  seen_.erase(room);
}

/// Of other rooms there is nothing to resume.
bool Session::note(const std::string& room, std::uint64_t id) {
  if (!room.empty() && !place_.is_in(room)) return true;
  auto& last = seen_[room];
  if (id <= last) return false;
  last = id;
  return true;
}

bool Session::is_new(const wire::json::Message& message) {
  return note(message.room, message.id) && heard_.add(message.origin, message.cid);
}

void Session::count_unread(const wire::json::Message& message) {
  const bool unread = message.room != place_.room && !is_own(message.origin);
  if (unread) rooms_.count_unread(message.room);
}

bool Session::is_new(const wire::json::Private& message) {
  return note({}, message.id) && heard_.add(message.origin, message.cid);
}

struct Session::Handler {
  Session& session;

  void operator()(const wire::json::Message& message) const { answer(message); }
  void operator()(const wire::json::Private& message) const { answer(message); }
  void operator()(const wire::json::Stored& stored) const { session.store(stored.cid); }
  void operator()(const wire::json::Error& error) const { session.requests_.answer(error.cid); }
  void operator()(const wire::json::Joined& joined) const {
    session.rooms_.add(joined.room, joined.names);
  }
  void operator()(const wire::json::Left& left) const {
    session.rooms_.remove(left.room, left.names);
    if (!session.place_.is_in(left.room)) session.leave(left.room);
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

void Session::handle(const wire::json::ServerEvent& event, std::string_view tag) {
  if (std::holds_alternative<wire::json::Welcome>(event)) return;
  place_.follow(event);
  rooms_.read(place_.room);
  if (tag == kReturnTag) former_.reset();
  requests_.answer(number_of(tag));
  std::visit(Handler{*this}, event);
}

}  // namespace tertulia::client
