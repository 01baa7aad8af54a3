#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/chat/problem.h"
#include "tertulia/wire/dialect.h"

/// The plain dialect: lines that a user can type and read with `nc` alone. The first characters of
/// a line from the server show its kind, and users cannot write text there.
namespace tertulia::wire::plain {

/// A notice with more names than this shows two of them and the number of the others.
inline constexpr std::size_t kMaxNamesInNotice = 3;
/// A list with more members than this shows this many names and the number of the others.
inline constexpr std::size_t kMaxNamesInList = 100;

const Dialect& dialect();

/// Parses a line of a client that has a name. The command points into the line.
chat::Command parse(std::string_view line);
/// Parses a line of a client without a name, as `Rename`, `Leave`, `Nothing` or `Invalid`.
chat::Command parse_login(std::string_view line);
/// Parses the line of a client that was asked for its password, as `GivePassword`, `Leave` or
/// `Invalid`.
chat::Command parse_password(std::string_view line);
/// Whether a line asks to leave, whether its sender has a name or not: `exit` or `/quit`.
bool asks_to_leave(std::string_view line);

/// The beginning of every line that reports an error to its reader.
inline constexpr std::string_view kError = "! ";
/// The beginning of every notice.
inline constexpr std::string_view kNotice = "-- ";
/// What the name of a command has behind its slash.
inline constexpr std::string_view kCommandLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The beginning of a line from another room than the reader's current one: `#games `.
std::string room_prefix(std::string_view room);
/// Describes a problem in words. `subject` is the wrong part of the request, as the user typed it.
std::string explain(chat::Problem problem, std::string_view subject);

/// The lines about a room, for a client that does not know all of its members. Each has its LF.
/// `-- You are now in #games (3 here)`, and a second line if there is a topic.
void append_now_in(std::string& out, std::string_view room, std::size_t members,
                   std::string_view topic);
/// `-- 3 here: Ann (operator), Bob and 1 other`: the first ones of those who run the room, then of
/// the others. `members` counts all.
void append_member_list(std::string& out, std::size_t members, const chat::Names& operators,
                        const chat::Names& others);

/// What a line from a server means to a client.
enum class Kind {
  name_request,      ///< `Username?`
  password_request,  ///< `Password?`
  welcome,           ///< `You are now connected, NAME!`
  goodbye,           ///< `Goodbye NAME!`
  error,             ///< `! text`
  no_name,           ///< `-- Closing: no name for …`: the login took too long.
  other              ///< Messages and notices: for the user, not for the program.
};
Kind classify(std::string_view line);

/// Whether a line shows what the member of this name did: a message, an action, a private message
/// from them, or a change of their name. A line about another member never looks so.
bool is_by(std::string_view line, std::string_view name);
/// A notice of any room.
bool is_notice(std::string_view line);
/// The name that a line gives to its reader: in the welcome, or if it says that `former` has a new
/// name. Otherwise empty.
std::string_view given_name(std::string_view line, std::string_view former);

/// Which commands a text may have.
enum class Commands : bool { from_pipe, all };
/// Escapes text that begins with a slash but is none of these commands, such as
/// `/usr/bin/ld: not found`, and text that looks like a command behind a blank, so that it is sent
/// as a message. The commands and `exit` do not change.
std::string escape(std::string_view text, Commands allowed);

}  // namespace tertulia::wire::plain
