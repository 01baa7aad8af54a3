#pragma once

#include <string>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/wire/json_client.h"

#include "client/place.h"
#include "client/span.h"

/// What a user reads of the events of a JSON server: the lines that the plain dialect would send to
/// them, made by its own renderer. So a field of a server can forge no second line, as there. The
/// caller still makes the lines safe for the terminal at hand (`base/terminal_text.h`).
namespace tertulia::client {

/// One line.
struct Shown {
  enum class Kind {
    message,          ///< `(Bob) Hello`
    action,           ///< `* Bob waves`
    private_message,  ///< `[Bob -> Ann] psst`
    earlier,          ///< `~ 12:03 (Bob) Hello`, an action, too
    presence,         ///< `-- Ann has joined`: who comes, goes, or has another name
    notice,           ///< `-- text`
    error,            ///< `! text`
    greeting          ///< `You are now connected, Bob!`, `Goodbye Bob!`
  };
  Kind kind = Kind::notice;
  std::string text;    ///< Without a line feed.
  std::string room;    ///< Where it was; empty: in no room, or the server has not said it.
  std::string author;  ///< Of a message of any kind; else empty.
  bool own = false;    ///< The author is the user.
  Span name;           ///< Where the author's name stands; empty for all but messages.
  Span body;           ///< What the author said; empty for all but messages.
};

/// The lines that this event is for a user who is at this place, before the event. Times are in the
/// time zone of this system; `now` says which day is today. Nothing for an event that is not for
/// people.
///
/// It is what the plain dialect sends to a user at the same place, but for these: a welcome after a
/// resume, which plain has not; a `Gap`, and a line that cannot be read, which are told in words of
/// the client; and what the server sends to its dialects differently (the history on entering a
/// room, which a JSON client asks for; the question for a password, which is an error here; a leave
/// of a user whose join was never told; names and notices that do not fit into one line).
std::vector<Shown> show(const wire::json::ServerEvent& event, const Place& place,
                        base::WallTime now);

/// The lines of the latest messages of a room that the user has just entered: the answer to a
/// request of the client, which the user has not asked for. So nothing is said about others.
std::vector<Shown> show_recent(const wire::json::History& history, const Place& place,
                               base::WallTime now);

}  // namespace tertulia::client
