#include "wire/plain_render.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include <fmt/core.h>

#include "tertulia/base/date.h"
#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_accounts.h"
#include "wire/plain_order.h"
#include "wire/plain_rooms.h"
#include "wire/plain_words.h"

namespace tertulia::wire::plain {
namespace {

using base::safe;

/// `Ann has`, or `Ann, Bob and 3 others have`.
std::string subject_of_notice(const chat::Names& names) {
  const auto shown = names.size() <= kMaxNamesInNotice ? names.size() : 2;
  return list_names(names, shown, names.size()) + (names.size() == 1 ? " has" : " have");
}

/// Only this dialect has this escape.
constexpr std::string_view kEscapeUsage = "//TEXT";
constexpr std::string_view kEscapeHelp = "a message that begins with a slash";

/// Where the messages before those that are shown would stand.
constexpr std::string_view kEarlierOnes = "There are earlier messages";

/// For clients that expect another server.
constexpr std::string_view kThisIsAChat = "This is a chat server for lines of plain text";

std::string_view why_left(chat::LeaveReason reason) {
  if (reason == chat::LeaveReason::slow) return " (connection too slow)";
  if (reason == chat::LeaveReason::lost) return " (connection lost)";
  return {};
}

std::string_view mark_of(chat::RoomRow::Presence presence) {
  switch (presence) {
    case chat::RoomRow::Presence::away:
      return {};
    case chat::RoomRow::Presence::inside:
      return ", joined";
    case chat::RoomRow::Presence::current:
      return ", current";
  }
  return {};
}

struct Renderer {
  std::string& out;

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
    out += fmt::format(format, std::forward<Arguments>(arguments)...);
    out += '\n';
  }

  void notice(const std::string& text) const { line("{}{}", kNotice, text); }
  void notices(const std::vector<std::string>& texts) const {
    for (const auto& text : texts) notice(text);
  }

  void operator()(const chat::NameRequest& /*event*/) const { line("{}", kNameRequest); }
  void operator()(const chat::PasswordRequest& event) const {
    if (event.refusal) line("{}{}", kError, explain(*event.refusal, event.name));
    line("{}", kPasswordRequest);
  }
  void operator()(const chat::AccountChanged& event) const { notice(describe(event)); }
  void operator()(const chat::ServerOperatorChanged& event) const { notice(describe(event)); }
  void operator()(const chat::PasswordGiven& event) const { notice(describe(event)); }
  void operator()(const chat::AccountList& event) const { notices(describe(event)); }
  void operator()(const chat::KeyList& event) const { notices(describe(event)); }
  void operator()(const chat::Whois& event) const { notices(describe(event)); }
  void operator()(const chat::Welcomed& event) const { line("{}{}!", kWelcome, safe(event.name)); }
  void operator()(const chat::MessageOfTheDay& event) const {
    for (const auto& text : event.lines) line("{}{}", kNotice, safe(text));
  }
  void operator()(const chat::Message& event) const {
    if (event.style == chat::MessageStyle::said) {
      return line("({}) {}", safe(event.from), safe(event.text));
    }
    line("* {} {}", safe(event.from), safe(event.text));
  }
  void operator()(const chat::PrivateMessage& event) const {
    line("[{} -> {}] {}", safe(event.from), safe(event.to), safe(event.text));
  }
  void operator()(const chat::Acknowledged& /*event*/) const {}
  void operator()(const chat::Gap& /*event*/) const {}
  void operator()(const chat::Joined& event) const {
    line("{}{} joined", kNotice, subject_of_notice(event.names));
  }
  void operator()(const chat::Left& event) const {
    line("{}{} left{}", kNotice, subject_of_notice(event.names), why_left(event.reason));
  }
  void operator()(const chat::Kicked& event) const {
    const auto* verb = event.why == chat::LeaveReason::banned ? "banned" : "kicked";
    line("{}{} was {} by {}{}", kNotice, safe(event.name), verb, safe(event.by),
         with_reason(event.reason));
  }
  void operator()(const chat::Renamed& event) const {
    line("{}{}{}{}", kNotice, safe(event.from), kIsNowKnownAs, safe(event.to));
  }
  void operator()(const chat::MemberList& list) const;
  void now_in(const chat::RoomView& room) const {
    append_now_in(out, room.room.name, room.members.size(), room.topic);
  }
  void operator()(const chat::Entered& event) const { now_in(event.room); }
  void operator()(const chat::LeftRoom& event) const {
    line("{}You have left #{}", kNotice, safe(event.room.name));
    if (event.moved) now_in(event.current);
  }
  void operator()(const chat::RoomList& event) const {
    for (const auto& room : event.rooms) {
      line("{}#{} ({} here{}){}{}", kNotice, safe(room.name), room.members, mark_of(room.presence),
           room.topic.empty() ? "" : ": ", safe(room.topic));
    }
    const auto others = event.total - event.rooms.size();
    if (others > 0) line("{}and {} other room{}", kNotice, others, others == 1 ? "" : "s");
  }
  void operator()(const chat::TopicShown& event) const {
    if (!event.topic.empty()) return append_topic(out, event.topic);
    line("{}#{} has no topic", kNotice, safe(event.room.name));
  }
  void operator()(const chat::TopicChanged& event) const {
    if (event.topic.empty()) return line("{}{} has cleared the topic", kNotice, safe(event.by));
    line("{}{} has set the topic: {}", kNotice, safe(event.by), safe(event.topic));
  }
  void operator()(const chat::PrivacyChanged& event) const {
    line("{}{} has made #{} {}", kNotice, safe(event.by), safe(event.room.name),
         event.on ? "private: only invited people can enter" : "public: everyone can enter");
  }
  void operator()(const chat::Invited& event) const {
    const auto room = safe(event.room.name);
    if (event.to_inviter) return line("{}{} is invited to #{}", kNotice, safe(event.name), room);
    line("{}{} invites you to #{}; /join {} enters it", kNotice, safe(event.by), room, room);
  }
  void operator()(const chat::Uninvited& event) const {
    line("{}{} is not invited to #{} any more", kNotice, safe(event.name), safe(event.room.name));
  }
  void operator()(const chat::OperatorChanged& event) const {
    if (event.on)
      return line("{}{} has let {} run the room", kNotice, safe(event.by), safe(event.name));
    line("{}{} no longer runs the room (by {})", kNotice, safe(event.name), safe(event.by));
  }
  /// `~ 12:03 #games (Bob) hello`.
  void earlier(const chat::EarlierMessages& shown) const {
    const auto now = base::local_time(shown.now);
    for (const auto& message : shown.messages) {
      const auto time = base::describe_time(base::local_time(message.time), now);
      out.append(kEarlier).append(time) += ' ';
      if (message.room.id != shown.current) out += room_prefix(message.room.name);
      (*this)(message);
    }
  }
  void operator()(const chat::HistoryShown& event) const {
    if (event.earlier.messages.empty()) return line("{}No messages are kept here", kNotice);
    if (event.earlier.more) line("{}{}", kNotice, kEarlierOnes);
    earlier(event.earlier);
  }
  void operator()(const chat::SearchResults& event) const {
    if (event.found.messages.empty()) return line("{}Nothing was found", kNotice);
    earlier(event.found);
    if (event.found.more) line("{}{}", kNotice, kEarlierOnes);
  }
  void operator()(const chat::RecentHistory& event) const { earlier(event.earlier); }
  void operator()(const chat::BanSet& event) const { append(out, event); }
  void operator()(const chat::BanLifted& event) const { append(out, event); }
  void operator()(const chat::BanList& event) const { append(out, event); }
  void operator()(const chat::MuteChanged& event) const { append(out, event); }
  void operator()(const chat::Announced& event) const { append(out, event); }
  void operator()(const chat::GuestsChanged& event) const { append(out, event); }
  void operator()(const chat::HelpText& event) const {
    std::vector<chat::CommandRow> rows;
    std::ranges::copy_if(event.commands, std::back_inserter(rows),
                         [&event](const auto& row) { return event.roles.allow(row.role); });
    auto width = kEscapeUsage.size();
    for (const auto& row : rows) width = std::max(width, row.usage.size());
    for (const auto& row : rows) {
      line("{}{:<{}}  {}", kNotice, row.usage, width, row.help);
    }
    line("{}{:<{}}  {}", kNotice, kEscapeUsage, width, kEscapeHelp);
  }
  void operator()(const chat::Pong& /*event*/) const {}
  void operator()(const chat::Refused& event) const {
    line("{}{}", kError, explain(event.problem, event.subject));
  }
  void operator()(const chat::Goodbye& event) const {
    line("{}{}{}!", kGoodbye, event.name.empty() ? "" : " ", safe(event.name));
  }
  void operator()(const chat::Closing& event) const {
    switch (event.reason) {
      case chat::CloseReason::idle:
        return line("{}Closing: idle for {}", kNotice, base::describe_duration(event.timeout));
      case chat::CloseReason::no_name:
        return line("{}{}", kClosingNoName, base::describe_duration(event.timeout));
      case chat::CloseReason::shutdown:
        return line("{}The server is shutting down", kNotice);
      case chat::CloseReason::replaced:
        return line("{}Closing: you go on over another connection", kNotice);
      case chat::CloseReason::reset:
        return line("{}Closing: come back with the new password of your name", kNotice);
      case chat::CloseReason::kicked:
      case chat::CloseReason::banned:
        return append_expelled(out, event);
    }
  }
};

/// A list shows only so many names, so no more are looked up.
void Renderer::operator()(const chat::MemberList& list) const {
  const auto& room = list.room;
  chat::Names operators;
  chat::Names others;
  for (const auto member : list.operators) {
    if (operators.size() == kMaxNamesInList) break;
    operators.push_back(room.names.name_of(member));
  }
  for (const auto member : room.members) {
    if (others.size() == kMaxNamesInList) break;
    if (std::ranges::binary_search(list.operators, member)) continue;
    others.push_back(room.names.name_of(member));
  }
  append_member_list(out, room.members.size(), operators, others);
}

}  // namespace

/// Every line of another room than the current one begins with the room, also if an event has
/// several.
void render(const chat::Event& event, View view, std::string& out) {
  const auto* room = view == View::other ? chat::room_of(event) : nullptr;
  if (room == nullptr) return std::visit(Renderer{out}, event);
  std::string lines;
  std::visit(Renderer{lines}, event);
  const auto prefix = room_prefix(room->name);
  for (std::string_view rest = lines; !rest.empty();) {
    out.append(prefix).append(base::next_line(rest)) += '\n';
  }
}

void render_error(const DecodeError& error, std::size_t max_line, std::string& out) {
  const Renderer renderer{out};
  switch (error.kind) {
    case DecodeError::Kind::line_too_long:
      return renderer.line("{}That line was longer than {} bytes and was not sent", kError,
                           max_line);
    case DecodeError::Kind::first_line_too_long:
      return renderer.line("{}{}, and the first one was longer than {} bytes", kError, kThisIsAChat,
                           max_line);
    case DecodeError::Kind::foreign_protocol:
      return renderer.line("{}{}, and that was {}", kError, kThisIsAChat, error.detail);
    case DecodeError::Kind::tls_required:
      return renderer.line("{}This server takes only encrypted connections: use TLS", kError);
    case DecodeError::Kind::bad_request:
      return renderer.line("{}{}", kError, error.detail);
  }
}

}  // namespace tertulia::wire::plain
