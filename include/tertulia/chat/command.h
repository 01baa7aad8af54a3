#pragma once

#include <string_view>
#include <variant>

#include "tertulia/chat/problem.h"

/// What a client asks for, independent of the dialect in which it asks. The texts point into the
/// client's input: a command is valid only during the call that it is passed to.
namespace tertulia::chat {

struct Say {
  std::string_view text;
};
/// `/me`: a message that describes what its author does.
struct Act {
  std::string_view text;
};
struct Whisper {
  std::string_view to;
  std::string_view text;
};
/// Asks for a name. The first one makes a client a member.
struct Rename {
  std::string_view name;
};
struct AskWho {};
struct AskHelp {};
struct Leave {};
/// An empty line: it shows that the client is alive, and asks for nothing.
struct Nothing {};
/// A request that is no command; `subject` is the part of it that is wrong.
struct Invalid {
  Problem problem;
  std::string_view subject;
};

using Command = std::variant<Say, Act, Whisper, Rename, AskWho, AskHelp, Leave, Nothing, Invalid>;

/// What the caller of a command does next.
enum class CommandResult {
  done,     ///< The command is finished; read the client's next request.
  pending,  ///< Its answer needs the log or an account. Read no further request of this client
            ///< until `Delivery::finished()`, so that answers keep the order of the requests.
  leave     ///< The client leaves: everything is said, close its connection.
};

}  // namespace tertulia::chat
