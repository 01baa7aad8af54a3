#pragma once

#include <string_view>
#include <variant>

#include "tertulia/chat/problem.h"

/// The requests of a client, independent of its dialect. The texts point into the client's input: a
/// command is valid only during the call that it is passed to.
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
/// Asks for a name. A client's first name makes it a member.
struct Rename {
  std::string_view name;
};
struct AskWho {};
struct AskHelp {};
struct Leave {};
/// An empty line. It shows that the client is alive, and requests nothing.
struct Nothing {};
/// A request that is not a valid command. `subject` is the wrong part.
struct Invalid {
  Problem problem;
  std::string_view subject;
};

using Command = std::variant<Say, Act, Whisper, Rename, AskWho, AskHelp, Leave, Nothing, Invalid>;

/// What the caller must do after a command.
enum class CommandResult {
  done,     ///< The command is finished; read the client's next request.
  pending,  ///< Its answer needs the log or an account. Read no further request of this client
            ///< until `Delivery::finished()`, so that answers keep the order of the requests.
  leave     ///< The client leaves: it has got all its answers, so close its connection.
};

}  // namespace tertulia::chat
