#include "wire/json_render.h"

#include <span>

#include "tertulia/wire/json.h"
#include "tertulia/wire/plain.h"

#include "wire/json_codes.h"
#include "wire/json_lists.h"
#include "wire/json_notices.h"
#include "wire/json_words.h"
#include "wire/json_writer.h"

namespace tertulia::wire::json {
namespace {

struct Renderer {
  const chat::Event& event;
  const RequestInfo& request;
  std::string& out;

  void operator()(const chat::NameRequest& /*event*/) const {}
  void operator()(const chat::PasswordRequest& wanted) const {
    const auto problem = wanted.refusal.value_or(chat::Problem::password_required);
    append_error(out, code_of(problem), plain::explain(problem, wanted.name), request);
  }
  void operator()(const chat::Welcomed& welcomed) const;
  void operator()(const chat::Message& message) const;
  void operator()(const chat::PrivateMessage& message) const;
  void operator()(const chat::Acknowledged& acknowledged) const {
    Line line(out, "stored");
    line.number("cid", acknowledged.number);
    line.end(request);
  }
  void operator()(const chat::Gap& gap) const {
    Line line(out, "gap");
    line.text("room", gap.room.name);
    line.number("after", static_cast<std::uint64_t>(gap.after));
    line.number("before", static_cast<std::uint64_t>(gap.before));
    line.end(request);
  }
  void operator()(const chat::Joined& joined) const { names("joined", joined.room, joined.names); }
  void operator()(const chat::Left& left) const {
    names("left", left.room, left.names, word_for(left.reason));
  }
  void operator()(const chat::Kicked& kicked) const;
  void operator()(const chat::LeftRoom& left) const;
  void operator()(const chat::Renamed& renamed) const {
    Line line(out, "renamed");
    line.text("from", renamed.from).text("to", renamed.to);
    line.end(request);
  }
  void operator()(const chat::TopicChanged& changed) const {
    Line line(out, "topic");
    line.text("room", changed.room.name).text("topic", changed.topic).text("by", changed.by);
    line.end(request);
  }
  void operator()(const chat::MemberList& list) const;
  void operator()(const chat::Entered& entered) const;
  void operator()(const chat::HistoryShown& shown) const;
  void operator()(const chat::SearchResults& results) const;
  /// A program asks for what it wants.
  void operator()(const chat::RecentHistory& /*event*/) const {}
  void operator()(const chat::Pong& /*event*/) const { Line(out, "pong").end(request); }
  void operator()(const chat::Refused& refused) const {
    auto answered = request;
    if (refused.number != 0) answered = {{}, refused.number};
    append_error(out, code_of(refused.problem), plain::explain(refused.problem, refused.subject),
                 answered);
  }
  void operator()(const chat::Goodbye& goodbye) const {
    Line line(out, "goodbye");
    line.text("name", goodbye.name);
    line.end(request);
  }
  void operator()(const chat::Closing& closing) const;
  /// An event without a type of its own is for people.
  template <class Other>
  void operator()(const Other& /*event*/) const {
    append_notices(out, event, request);
  }

  void names(std::string_view type, const chat::RoomRef& room, const chat::Names& all,
             std::string_view reason = {}) const;
};

void Renderer::operator()(const chat::Welcomed& welcomed) const {
  const auto& session = welcomed.session;
  Line line(out, "welcome");
  line.text("name", welcomed.name);
  if (!session.token.empty()) line.text("session", session.token);
  line.text("origin", session_origin(welcomed.id));
  line.text("server", "tertuliad " TERTULIA_VERSION);
  line.number("max_line", session.max_line);
  line.number("id", static_cast<std::uint64_t>(welcomed.last));
  if (session.resumed) line.flag("resumed", true).number("cid", session.acknowledged);
  if (!session.refused.empty()) append_numbers(line.field("refused").out(), session.refused);
  append_rooms(line, welcomed.rooms);
  line.end(request);
}

void Renderer::operator()(const chat::Message& message) const {
  Line line(out, "message");
  append_message(line, message);
  line.end(request);
}

void Renderer::operator()(const chat::PrivateMessage& message) const {
  Line line(out, "private");
  line.number("id", static_cast<std::uint64_t>(message.id)).time("time", message.time);
  line.text("from", message.from).text("to", message.to).text("text", message.text);
  line.text("origin", session_origin(message.author));
  if (message.number != 0) line.number("cid", message.number);
  line.end(request);
}

void Renderer::operator()(const chat::Kicked& kicked) const {
  Line line(out, "left");
  line.text("room", kicked.room.name).field("names");
  append_name(out, kicked.name);
  line.text("reason", word_for(kicked.why)).text("by", kicked.by);
  if (!kicked.reason.empty()) line.text("text", kicked.reason);
  line.end(request);
}

void Renderer::operator()(const chat::LeftRoom& left) const {
  Line line(out, "left");
  line.text("room", left.room.name).field("names");
  append_name(out, left.name);
  line.text("reason", word_for(chat::LeaveReason::left));
  line.text("current", left.current.room.name);
  if (left.moved) line.text("topic", left.current.topic);
  if (left.moved) line.number("count", left.current.members.size());
  line.end(request);
}

void Renderer::operator()(const chat::MemberList& list) const {
  Line line(out, "members");
  line.text("room", list.room.room.name);
  append_members(line, list.room, line.max_size());
  append_operators(line, list);
  line.end(request);
}

void Renderer::operator()(const chat::Entered& entered) const {
  Line line(out, "entered");
  append_room(line, entered.room, line.max_size());
  line.number("id", static_cast<std::uint64_t>(entered.last));
  line.end(request);
}

void Renderer::operator()(const chat::HistoryShown& shown) const {
  Line line(out, "history");
  line.text("room", shown.room.name);
  const bool cut = append_messages(line, shown.earlier.messages, Newest::last);
  line.flag("more", cut || shown.earlier.more);
  line.end(request);
}

void Renderer::operator()(const chat::SearchResults& results) const {
  Line line(out, "results");
  const bool cut = append_messages(line, results.found.messages, Newest::first);
  line.flag("more", cut || results.found.more);
  line.end(request);
}

void Renderer::operator()(const chat::Closing& closing) const {
  Line line(out, "closing");
  line.text("reason", word_for(closing.reason)).text("text", plain_text(event));
  if (closing.until) line.time("until", *closing.until);
  line.end(request);
}

void Renderer::names(std::string_view type, const chat::RoomRef& room, const chat::Names& all,
                     std::string_view reason) const {
  for (std::size_t next = 0; next < all.size();) {
    Line line(out, type);
    line.text("room", room.name).field("names");
    next += append_names(out, std::span(all).subspan(next), line.max_size());
    if (!reason.empty()) line.text("reason", reason);
    line.end(request);
  }
}

}  // namespace

void render(const chat::Event& event, const RequestInfo& request, std::string& out) {
  std::visit(Renderer{event, request, out}, event);
}

}  // namespace tertulia::wire::json
