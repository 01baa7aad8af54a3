/// What the plain dialect says about each problem.
#include <array>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/chat/room.h"
#include "tertulia/wire/plain.h"

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
    ProblemRow{Problem::name_address, "{0} is an address and cannot be a name"},
    ProblemRow{Problem::name_alike, "{0} looks like the name of another user; choose another name"},
    ProblemRow{Problem::password_required,
               "{0} is registered: its owner gives the password with the name"},
    ProblemRow{Problem::password_wrong, "That is not the password of {0}"},
    ProblemRow{Problem::password_unsafe,
               "{0} is registered, and others could read a password here: connect with TLS"},
    ProblemRow{Problem::password_length,
               "A password has at least 8 characters, and at most 256 bytes"},
    ProblemRow{Problem::passwords_busy, "Too many passwords are tried now; try again later"},
    ProblemRow{Problem::too_many_tries, "That was not the password of {0} either"},
    ProblemRow{Problem::key_required,
               "{0} belongs to a key that you have not shown: connect with TLS, and with that key"},
    ProblemRow{
        Problem::no_key,
        "Your connection has shown no key: /register PASSWORD, or connect with tertulia and TLS"},
    ProblemRow{Problem::bad_key, "{0} is no fingerprint of a key: SHA256:..."},
    ProblemRow{Problem::known_key, "The key {2} can use your name already"},
    ProblemRow{Problem::unknown_key, "The key {2} cannot use your name anyway"},
    ProblemRow{Problem::last_key,
               "That is the only key, and there is no password; /unregister gives the name up"},
    ProblemRow{Problem::too_many_keys, "Your name has as many keys as it may have"},
    ProblemRow{Problem::not_kept, "This server keeps nothing, so no name can be registered"},
    ProblemRow{Problem::registered_before,
               "{0} is registered already; /password changes the password"},
    ProblemRow{Problem::not_registered, "{0} is not registered"},
    ProblemRow{
        Problem::registered_enough,
        "As many names as may be were registered from your address today; try again tomorrow"},
    ProblemRow{Problem::too_many_accounts, "As many names are registered here as may be"},
    ProblemRow{Problem::operator_name,
               "{0} is the name of an operator: the administrator registers it"},
    ProblemRow{Problem::not_administrator, "Only the administrator of the server can do that"},
    ProblemRow{Problem::server_operator_before, "{0} runs the server already"},
    ProblemRow{Problem::no_server_operator, "{0} does not run the server"},
    ProblemRow{Problem::configured_operator,
               "{0} runs the server because the configuration says so"},
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
    ProblemRow{Problem::room_left, "You are no longer in the room {0}, so that line was not sent"},
    ProblemRow{Problem::not_stored, "That line was sent, but it cannot be kept in the history"},
    ProblemRow{Problem::too_many_rooms,
               "{0} cannot be made: the server has as many rooms as it may have"},
    ProblemRow{Problem::too_many_joined,
               "{0} cannot be entered: you are in as many rooms as you may be; /leave one first"},
    ProblemRow{Problem::too_many_founded,
               "{0} cannot be made: your name has as many rooms as it may have"},
    ProblemRow{Problem::not_operator, "You do not run the room {0}"},
    ProblemRow{Problem::lobby_stays, "You cannot leave #{2}; /quit leaves the server"},
    ProblemRow{Problem::topic_too_long, "A topic has at most {3} characters"},
    ProblemRow{Problem::not_here, "{0} is not in this room"},
    ProblemRow{Problem::runs_room, "{0} runs this room, and cannot be kicked"},
    ProblemRow{Problem::made_room, "{0} has made this room, and always runs it"},
    ProblemRow{Problem::already_operator, "{0} runs this room already"},
    ProblemRow{Problem::no_operator, "{0} does not run this room"},
    ProblemRow{Problem::not_server_operator, "Only who runs this server may do that"},
    ProblemRow{Problem::runs_server, "{0} runs this server"},
    ProblemRow{Problem::lobby_is_open, "#{2} is for everyone, and nobody runs it"},
    ProblemRow{Problem::no_member, "Only who has a name here may do that"},
    ProblemRow{Problem::bans_itself,
               "That would keep you out yourself; with 'force' behind it: /ban {2} force"},
    ProblemRow{
        Problem::bans_operator,
        "That would keep out an operator of this server; with 'force' behind it: /ban {2} force"},
    ProblemRow{Problem::bans_everybody,
               "That would keep out a large part of the world; with 'force' behind it: /ban {2} "
               "force"},
    ProblemRow{Problem::too_many_bans, "There are as many bans as there may be; /unban some first"},
    ProblemRow{Problem::not_ban_target, "{0} is neither a name nor an address"},
    ProblemRow{Problem::reason_too_long, "A reason has at most {3} characters"},
    ProblemRow{Problem::not_banned, "{0} is not banned; /bans lists all bans"},
    ProblemRow{Problem::not_muted, "{0} is not muted"},
    ProblemRow{Problem::muted, "You are muted, so that was not sent"},
    ProblemRow{Problem::name_banned, "{0} is banned; choose another name"},
    ProblemRow{Problem::guests_not_allowed,
               "Only registered names may come in now, and {0} is none"},
    ProblemRow{Problem::unknown_command,
               "There is no command {0}; /help lists them, and // sends a slash"},
    ProblemRow{
        Problem::indented_command,
        "{0} has a blank before it, so the line was not sent; put // before the line to send "
        "it as a message"},
    ProblemRow{Problem::missing_argument, "Something is missing: {2}"},
    ProblemRow{Problem::invalid_argument, "That is not possible: {2}"},
    ProblemRow{Problem::no_history, "This server keeps no history"},
    ProblemRow{Problem::history_failed, "The history could not answer: {2}"},
    ProblemRow{Problem::not_utf8, "That line was not valid UTF-8 and was not sent"},
    ProblemRow{Problem::not_logged_in, "Say hello first"},
    ProblemRow{Problem::already_logged_in, "You have a name already; /nick changes it"},
    ProblemRow{Problem::unknown_session, "There is no such session; say hello"},
    ProblemRow{Problem::server_full, "The server is full; try again later"},
    ProblemRow{Problem::address_full, "Too many connections from your address; try again later"},
};

static_assert(has_row_for_each_problem(kProblems));

}  // namespace

std::string explain(Problem problem, std::string_view subject) {
  return fmt::format(fmt::runtime(row_of(problem, kProblems).words), quote(subject),
                     chat::Name::kMaxCodePoints, safe(subject), chat::Room::kMaxTopic);
}

}  // namespace tertulia::wire::plain
