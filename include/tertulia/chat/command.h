#pragma once

#include <string_view>
#include <variant>

#include "tertulia/chat/problem.h"

/// What a client asks for. The texts point into its line and die with it.
namespace tertulia::chat {

struct Say {
  std::string_view text;
};
struct Act {
  std::string_view text;
};
struct Whisper {
  std::string_view to;
  std::string_view text;
};
struct Rename {
  std::string_view name;
};
struct AskWho {};
struct AskHelp {};
struct Leave {};
/// An empty line: shows life, and asks for nothing.
struct Nothing {};
/// No command, and why; `subject` is what it is about.
struct Invalid {
  Problem problem;
  std::string_view subject;
};

using Command = std::variant<Say, Act, Whisper, Rename, AskWho, AskHelp, Leave, Nothing, Invalid>;

}  // namespace tertulia::chat
