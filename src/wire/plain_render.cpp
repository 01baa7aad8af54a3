#include "wire/plain_render.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/chat/room.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_words.h"
#include "wire/problem_rows.h"

namespace tertulia::wire::plain {
namespace {

using base::safe;
using chat::Problem;

/// Quotes a client's text, shortened to the maximum length of a name.
std::string quote(std::string_view subject) {
  auto rest = subject;
  for (std::size_t i = 0; i < chat::Name::kMaxCodePoints && !rest.empty(); ++i) {
    if (!base::next_code_point(rest)) rest.remove_prefix(1);
  }
  const auto shown = safe(subject.substr(0, subject.size() - rest.size()));
  return fmt::format("'{}{}'", shown, rest.empty() ? "" : "…");
}

/// `Ann, Bob and 3 others`: the first `shown` of `count` names, and the number of the others.
std::string list(const chat::Names& names, std::size_t shown, std::size_t count) {
  const auto others = count - shown;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == shown && others == 0;
    if (i > 0) text += last ? " and " : ", ";
    base::append_safe(text, names[i]);
  }
  if (others > 0) {
    text += fmt::format(" and {} other{}", others, others == 1 ? "" : "s");
  }
  return text;
}

/// `Ann has`, or `Ann, Bob and 3 others have`.
std::string subject_of_notice(const chat::Names& names) {
  const auto shown = names.size() <= kMaxNamesInNotice ? names.size() : 2;
  return list(names, shown, names.size()) + (names.size() == 1 ? " has" : " have");
}

struct ProblemRow {
  Problem problem;
  /// {0}: the subject, shortened and quoted; {1}: the maximum length of a name; {2}: the subject;
  /// {3}: the maximum length of a topic.
  std::string_view words;
};

constexpr std::array kProblems{
    ProblemRow{Problem::name_empty, "A name has at least one character"},
    ProblemRow{Problem::name_too_long, "{0} is too long: a name has at most {1} characters"},
    ProblemRow{Problem::name_character,
               "{0} cannot be a name: use letters, digits, '-', '_' and '.'"},
    ProblemRow{Problem::name_no_letter, "{0} cannot be a name: it needs a letter or a digit"},
    ProblemRow{Problem::name_mixed, "{0} mixes alphabets: use the letters of one"},
    ProblemRow{Problem::name_reserved, "'exit' is reserved; choose another name"},
    ProblemRow{Problem::name_taken, "{0} is taken; choose another name"},
    ProblemRow{Problem::no_such_member, "Nobody here is called {0}; /who lists everyone"},
    ProblemRow{Problem::recipient_busy,
               "{0} reads slowly and cannot get more private messages now; try again later"},
    ProblemRow{Problem::room_empty, "Name the room: /join ROOM"},
    ProblemRow{Problem::no_such_room, "There is no room {0}; /rooms lists them"},
    ProblemRow{Problem::not_in_room, "You are not in the room {0}; /join enters it"},
    ProblemRow{Problem::room_private,
               "The room {0} is private: ask those who run it to invite you"},
    ProblemRow{Problem::kicked_out, "You were kicked from the room {0}; try again later"},
    ProblemRow{Problem::room_lost,
               "You are no longer in the room {0}, so that line was not sent; the next ones go to "
               "#lobby"},
    ProblemRow{Problem::not_stored, "You are no longer in the room {0}, so that line was not sent"},
    ProblemRow{Problem::too_many_rooms,
               "{0} cannot be made: the server has as many rooms as it may have"},
    ProblemRow{Problem::too_many_joined,
               "{0} cannot be entered: you are in as many rooms as you may be; /leave one first"},
    ProblemRow{Problem::not_operator, "You do not run the room {0}"},
    ProblemRow{Problem::lobby_stays, "You cannot leave #{2}; /quit leaves the server"},
    ProblemRow{Problem::topic_too_long, "A topic has at most {3} characters"},
    ProblemRow{Problem::not_here, "{0} is not in this room"},
    ProblemRow{Problem::runs_room, "{0} runs this room, and cannot be kicked"},
    ProblemRow{Problem::made_room, "{0} has made this room, and always runs it"},
    ProblemRow{Problem::unknown_command,
               "There is no command {0}; /help lists them, and // sends a slash"},
    ProblemRow{
        Problem::indented_command,
        "{0} has a blank before it, so the line was not sent; put // before the line to send "
        "it as a message"},
    ProblemRow{Problem::missing_argument, "Something is missing: {2}"},
    ProblemRow{Problem::invalid_argument, "That is not possible: {2}"},
    ProblemRow{Problem::not_utf8, "That line was not valid UTF-8 and was not sent"},
    ProblemRow{Problem::not_logged_in, "Say hello first"},
    ProblemRow{Problem::already_logged_in, "You have a name already; /nick changes it"},
    ProblemRow{Problem::unknown_session, "There is no such session; say hello"},
    ProblemRow{Problem::server_full, "The server is full; try again later"},
    ProblemRow{Problem::address_full, "Too many connections from your address; try again later"},
};

static_assert(has_row_for_each_problem(kProblems));

/// Only this dialect has this escape.
constexpr std::string_view kEscapeUsage = "//TEXT";
constexpr std::string_view kEscapeHelp = "a message that begins with a slash";

/// For clients that expect another server.
constexpr std::string_view kThisIsAChat = "This is a chat server for lines of plain text";

std::string_view why_left(chat::LeaveReason reason) {
  if (reason == chat::LeaveReason::slow) return " (connection too slow)";
  if (reason == chat::LeaveReason::lost) return " (connection lost)";
  return {};
}

struct Renderer {
  std::string& out;

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
    out += fmt::format(format, std::forward<Arguments>(arguments)...);
    out += '\n';
  }

  void operator()(const chat::NameRequest& /*event*/) const { line("{}", kNameRequest); }
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
    const auto* colon = event.reason.empty() ? "" : ": ";
    line("{}{} was kicked by {}{}{}", kNotice, safe(event.name), safe(event.by), colon,
         safe(event.reason));
  }
  void operator()(const chat::Renamed& event) const {
    line("{}{}{}{}", kNotice, safe(event.from), kIsNowKnownAs, safe(event.to));
  }
  void operator()(const chat::MemberList& event) const {
    const auto& members = event.room.members;
    chat::Names names;
    for (const auto member : members.first(std::min(members.size(), kMaxNamesInList))) {
      names.push_back(event.room.names.name_of(member));
    }
    line("{}{} here: {}", kNotice, members.size(), list(names, names.size(), members.size()));
  }
  void now_in(const chat::RoomView& room) const {
    line("{}{}#{} ({} here)", kNotice, kNowIn, safe(room.room.name), room.members.size());
    if (!room.topic.empty()) topic(room.topic);
  }
  void topic(std::string_view text) const { line("{}Topic: {}", kNotice, safe(text)); }
  void operator()(const chat::Entered& event) const { now_in(event.room); }
  void operator()(const chat::LeftRoom& event) const {
    line("{}You have left #{}", kNotice, safe(event.room.name));
    if (event.moved) now_in(event.current);
  }
  void operator()(const chat::RoomList& event) const {
    for (const auto& room : event.rooms) {
      line("{}#{} ({} here){}{}", kNotice, safe(room.name), room.members,
           room.topic.empty() ? "" : ": ", safe(room.topic));
    }
    const auto others = event.total - event.rooms.size();
    if (others > 0) line("{}and {} other room{}", kNotice, others, others == 1 ? "" : "s");
  }
  void operator()(const chat::TopicShown& event) const {
    if (!event.topic.empty()) return topic(event.topic);
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
  void operator()(const chat::HelpText& event) const {
    std::vector<chat::CommandRow> rows;
    std::ranges::copy_if(event.commands, std::back_inserter(rows),
                         [&event](const auto& row) { return row.role <= event.role; });
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
    }
  }
};

}  // namespace

std::string room_prefix(std::string_view room) { return fmt::format("#{} ", safe(room)); }

std::string explain(Problem problem, std::string_view subject) {
  return fmt::format(fmt::runtime(row_of(problem, kProblems).words), quote(subject),
                     chat::Name::kMaxCodePoints, safe(subject), chat::Room::kMaxTopic);
}

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
