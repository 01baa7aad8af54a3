#include "client/transcript.h"

#include <set>
#include <utility>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"
#include "tertulia/chat/event.h"
#include "tertulia/wire/plain.h"

namespace tertulia::client {

namespace json = wire::json;
namespace plain = wire::plain;
using Kind = Shown::Kind;
using wire::View;

namespace {

/// All names of a room are in the event itself.
struct NoNames final : chat::NameSource {
  std::string_view name_of(chat::MemberId /*member*/) const override { return {}; }
};

/// Any room but the lobby, which stands for the current one in lists of earlier messages.
constexpr chat::RoomId kOther{2};

chat::Names names_of(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

std::string rendered(const chat::Event& event, View view = View::current) {
  std::string lines;
  plain::dialect().render(event, {view, {}}, lines);
  return lines;
}

chat::Message chat_message(const json::Message& message, const Place& place) {
  const bool here = message.room == place.room;
  return {.room = {here ? chat::kLobby : kOther, message.room},
          .id = chat::EntryId{message.id},
          .time = message.time,
          .author = {},
          .from = message.from,
          .text = message.text,
          .style = message.action ? chat::MessageStyle::acted : chat::MessageStyle::said};
}

/// The text ends a line, and `between` stands between it and the author's name.
void find_parts(Shown& shown, std::string_view text, std::size_t between) {
  const auto body = base::safe_size(text);
  const auto name = base::safe_size(shown.author);
  shown.body = {shown.text.size() - body, body};
  shown.name = {shown.body.begin - between - name, name};
}

class Writer {
 public:
  Writer(const Place& place, base::WallTime now) : place_(place), now_(now) {}

  std::vector<Shown> take() { return std::move(shown_); }

  void operator()(const json::Unknown& /*event*/) {}
  void operator()(const json::Stored& /*event*/) {}
  void operator()(const json::Pong& /*event*/) {}
  void operator()(const json::Malformed& /*event*/) {
    add(Kind::error,
        std::string(plain::kError) + base::tr("The server sent a line that cannot be read"));
  }
  void operator()(const json::PlainLine& line) {
    if (plain::classify(line.text) == plain::Kind::name_request) return;
    add(line.text.starts_with(plain::kError) ? Kind::error : Kind::notice, line.text);
  }
  void operator()(const json::Welcome& welcome) {
    if (!welcome.resumed) add(Kind::greeting, rendered(chat::Welcomed{welcome.name}));
  }
  void operator()(const json::Goodbye& goodbye) {
    add(Kind::greeting, rendered(chat::Goodbye{goodbye.name}));
  }
  void operator()(const json::Message& message);
  void operator()(const json::Private& message);
  void operator()(const json::Joined& joined);
  void operator()(const json::Left& left);
  void operator()(const json::Renamed& renamed) {
    add(Kind::presence, rendered(chat::Renamed{renamed.from, renamed.to}));
  }
  void operator()(const json::TopicSet& topic) {
    const chat::TopicChanged changed{ref(topic.room), topic.topic, topic.by};
    add(Kind::notice, rendered(changed, view_of(topic.room)), topic.room);
  }
  void operator()(const json::Entered& entered) { now_in(entered.room, {}); }
  void operator()(const json::Members& members);
  void operator()(const json::History& history);
  void operator()(const json::Results& results);
  void operator()(const json::Gap& gap);
  void operator()(const json::Notice& notice) { say(plain::kNotice, notice.text, notice.room); }
  void operator()(const json::Error& error) {
    add(Kind::error, std::string(plain::kError) + base::safe(error.text));
  }
  void operator()(const json::Closing& closing);

 private:
  static chat::RoomRef ref(std::string_view room) { return {kOther, room}; }
  View view_of(std::string_view room) const {
    return room.empty() || room == place_.room ? View::current : View::other;
  }
  std::vector<std::string_view> others(const std::vector<std::string>& names) const {
    auto all = names_of(names);
    std::erase(all, place_.name);
    return all;
  }

  /// One line for each of these, and its room.
  void add(Kind kind, std::string_view lines, std::string_view room = {}) {
    while (!lines.empty()) {
      Shown shown;
      shown.kind = kind;
      shown.text = base::next_line(lines);
      shown.room = room;
      shown_.push_back(std::move(shown));
    }
  }
  void say(std::string_view mark, std::string_view text, std::string_view room) {
    std::string line;
    if (view_of(room) == View::other) line = plain::room_prefix(room);
    add(Kind::notice, line.append(mark).append(base::safe(text)), room);
  }
  void now_in(const json::RoomState& room, std::string lines) {
    plain::append_now_in(lines, room.room, room.count, room.topic);
    add(Kind::notice, lines, room.room);
  }
  void kicked(const json::Left& left);
  void earlier(const chat::Event& event, const std::vector<json::Message>& messages);
  chat::EarlierMessages earlier_of(const std::vector<json::Message>& messages, bool more) const;
  void describe(Shown& shown, const json::Message& message) const;

  const Place& place_;
  base::WallTime now_;
  std::vector<Shown> shown_;
};

void Writer::describe(Shown& shown, const json::Message& message) const {
  shown.room = message.room;
  shown.author = message.from;
  shown.own = place_.is_own(message.from, message.origin);
  find_parts(shown, message.text, message.action ? 1 : 2);
}

void Writer::operator()(const json::Message& message) {
  add(message.action ? Kind::action : Kind::message,
      rendered(chat_message(message, place_), view_of(message.room)));
  describe(shown_.back(), message);
}

void Writer::operator()(const json::Private& message) {
  const chat::PrivateMessage event{.id = chat::EntryId{message.id},
                                   .time = message.time,
                                   .author = {},
                                   .from = message.from,
                                   .to = message.to,
                                   .text = message.text};
  add(Kind::private_message, rendered(event));
  auto& shown = shown_.back();
  shown.author = message.from;
  shown.own = place_.is_own(message.from, message.origin);
  const auto body = base::safe_size(message.text);
  shown.body = {shown.text.size() - body, body};
  shown.name = {1, base::safe_size(message.from)};
}

/// Nobody reads of their own join. The notice for several has all names.
void Writer::operator()(const json::Joined& joined) {
  const auto names = others(joined.names);
  if (names.empty()) return;
  add(Kind::presence, rendered(chat::Joined{ref(joined.room), names}, view_of(joined.room)),
      joined.room);
}

void Writer::operator()(const json::Left& left) {
  if (!left.by.empty()) return kicked(left);
  if (!left.current.empty()) {
    const NoNames none;
    const chat::RoomView current{ref(left.current), {}, {}, none};
    auto lines = rendered(chat::LeftRoom{ref(left.room), place_.name, current, false});
    if (left.moved) return now_in(left.now, std::move(lines));
    return add(Kind::notice, lines, left.room);
  }
  const auto names = others(left.names);
  if (names.empty()) return;
  add(Kind::presence, rendered(chat::Left{ref(left.room), names, left.reason}, view_of(left.room)),
      left.room);
}

void Writer::kicked(const json::Left& left) {
  for (const auto& name : left.names) {
    const chat::Kicked event{ref(left.room), name, left.by, left.text, left.reason};
    add(Kind::presence, rendered(event, view_of(left.room)), left.room);
  }
}

void Writer::operator()(const json::Members& members) {
  const auto& room = members.room;
  const auto operators = names_of(members.operators);
  const std::set<std::string_view> run_it(operators.begin(), operators.end());
  auto others = names_of(room.members);
  std::erase_if(others, [&run_it](std::string_view name) { return run_it.contains(name); });
  std::string line;
  if (view_of(room.room) == View::other) line = plain::room_prefix(room.room);
  plain::append_member_list(line, room.count, operators, others);
  add(Kind::notice, line, room.room);
}

chat::EarlierMessages Writer::earlier_of(const std::vector<json::Message>& messages,
                                         bool more) const {
  chat::EarlierMessages earlier{.messages = {}, .more = more, .current = chat::kLobby, .now = now_};
  for (const auto& message : messages) {
    earlier.messages.push_back(chat_message(message, place_));
  }
  return earlier;
}

void Writer::operator()(const json::History& history) {
  earlier(chat::HistoryShown{ref(history.room), earlier_of(history.messages, history.more)},
          history.messages);
}

void Writer::operator()(const json::Results& results) {
  earlier(chat::SearchResults{earlier_of(results.messages, results.more)}, results.messages);
}

/// Each message is a line, and a notice may stand before them or behind.
void Writer::earlier(const chat::Event& event, const std::vector<json::Message>& messages) {
  add(Kind::notice, rendered(event));
  auto line = shown_.begin();
  for (const auto& message : messages) {
    while (line != shown_.end() && line->text.starts_with(plain::kNotice)) ++line;
    if (line == shown_.end()) return;
    line->kind = Kind::earlier;
    describe(*line++, message);
  }
}

void Writer::operator()(const json::Gap& gap) {
  if (gap.room.empty()) {
    return say(plain::kNotice,
               base::tr("Private messages from the time without a connection are lost"), {});
  }
  say(plain::kNotice,
      base::tr("Messages from the time without a connection are missing; /history shows them"),
      gap.room);
}

/// Who is kicked or banned reads it as an error.
void Writer::operator()(const json::Closing& closing) {
  if (closing.text.empty()) return;
  const bool expelled = closing.reason == json::Closing::Reason::kicked ||
                        closing.reason == json::Closing::Reason::banned;
  if (!expelled) return say(plain::kNotice, closing.text, {});
  add(Kind::error, std::string(plain::kError) + base::safe(closing.text));
}

}  // namespace

std::vector<Shown> show(const json::ServerEvent& event, const Place& place, base::WallTime now) {
  Writer writer(place, now);
  std::visit(writer, event);
  return writer.take();
}

std::vector<Shown> show_recent(const json::History& history, const Place& place,
                               base::WallTime now) {
  auto lines = show(history, place, now);
  std::erase_if(lines, [](const Shown& one) { return one.kind != Kind::earlier; });
  return lines;
}

}  // namespace tertulia::client
