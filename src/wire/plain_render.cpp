#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>

#include <fmt/format.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_words.h"

namespace tertulia::wire::plain {
namespace {

using base::safe;
using chat::Problem;

/// What is repeated from a client's line is no longer than a name.
std::string quote(std::string_view subject) {
  auto rest = subject;
  for (std::size_t i = 0; i < chat::Name::kMaxCodePoints && !rest.empty(); ++i) {
    if (!base::next_code_point(rest)) rest.remove_prefix(1);
  }
  const auto shown = safe(subject.substr(0, subject.size() - rest.size()));
  return fmt::format("'{}{}'", shown, rest.empty() ? "" : "…");
}

std::string list(const chat::People& who) {
  std::string text;
  for (std::size_t i = 0; i < who.names.size(); ++i) {
    const bool last = i + 1 == who.names.size() && who.others == 0;
    if (i > 0) text += last ? " and " : ", ";
    base::append_safe(text, who.names[i]);
  }
  if (who.others > 0) {
    fmt::format_to(std::back_inserter(text), " and {} other{}", who.others,
                   who.others == 1 ? "" : "s");
  }
  return text;
}

std::string_view has(const chat::People& who) {
  return who.names.size() + who.others == 1 ? "has" : "have";
}

constexpr std::array<std::string_view, 7> kHelp{
    "/who            who is here",
    "/me TEXT        say what you do: * NAME TEXT",
    "/msg NAME TEXT  a private message",
    "/nick NAME      change your name",
    "/quit           leave; so does exit alone on a line",
    "//TEXT          a message that begins with a slash",
    "/help           this list"};

struct ProblemRow {
  Problem problem;
  std::string_view
      words;  // {0} the subject, short and quoted; {1} the longest name's length; {2} the subject
};

constexpr std::array kProblems{
    ProblemRow{Problem::name_empty, "A name has at least one character"},
    ProblemRow{Problem::name_too_long, "{0} is too long: a name has at most {1} characters"},
    ProblemRow{Problem::name_character, "{0} is no name: use letters, digits, '-', '_' and '.'"},
    ProblemRow{Problem::name_mixed, "{0} mixes alphabets: use the letters of one"},
    ProblemRow{Problem::name_reserved, "'exit' is nobody's name; choose another"},
    ProblemRow{Problem::name_taken, "{0} is taken; choose another name"},
    ProblemRow{Problem::nobody_by_that_name, "Nobody here is called {0}; /who lists everyone"},
    ProblemRow{Problem::other_protocol,
               "This port takes lines of plain text; HTTP and TLS are not spoken here"},
    ProblemRow{Problem::unknown_command,
               "There is no command {0}; /help lists them, and // sends a slash"},
    ProblemRow{Problem::missing_argument, "Something is missing: {2}"},
    ProblemRow{Problem::not_utf8, "That line was not valid UTF-8 and was not sent"},
    ProblemRow{Problem::server_full, "The server is full; try again later"},
    ProblemRow{Problem::address_full, "Too many connections from your address; try again later"},
};

static_assert(kProblems.size() == static_cast<std::size_t>(Problem::address_full) + 1);

/// One line for each kind of event.
struct Renderer {
  std::string& out;

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
    fmt::format_to(std::back_inserter(out), format, std::forward<Arguments>(arguments)...);
    out += '\n';
  }

  void operator()(const chat::NameRequest& /*event*/) const { line("{}", kNameWanted); }
  void operator()(const chat::Welcomed& event) const { line("{}{}!", kWelcome, safe(event.name)); }
  void operator()(const chat::MessageOfTheDay& event) const {
    for (const auto& text : event.lines) line("{}{}", kNotice, safe(text));
  }
  void operator()(const chat::Said& event) const {
    line("({}) {}", safe(event.from), safe(event.text));
  }
  void operator()(const chat::Acted& event) const {
    line("* {} {}", safe(event.from), safe(event.text));
  }
  void operator()(const chat::Whispered& event) const {
    line("[{} -> {}] {}", safe(event.from), safe(event.to), safe(event.text));
  }
  void operator()(const chat::Joined& event) const {
    line("{}{} {} joined", kNotice, list(event.who), has(event.who));
  }
  void operator()(const chat::Left& event) const {
    const auto* why = event.why == chat::LeaveReason::slow ? " (too slow a reader)" : "";
    line("{}{} {} left{}", kNotice, list(event.who), has(event.who), why);
  }
  void operator()(const chat::Renamed& event) const {
    line("{}{} is now known as {}", kNotice, safe(event.from), safe(event.to));
  }
  void operator()(const chat::MemberList& event) const {
    line("{}{} here: {}", kNotice, event.who.names.size() + event.who.others, list(event.who));
  }
  void operator()(const chat::HelpText& /*event*/) const {
    for (const auto& text : kHelp) line("{}{}", kNotice, text);
  }
  void operator()(const chat::Refused& event) const {
    line("{}{}", kError, explain(event.problem, event.subject));
  }
  void operator()(const chat::RefusedLength& event) const {
    line("{}That line was longer than {} bytes and was not sent", kError, event.limit);
  }
  void operator()(const chat::Goodbye& event) const {
    line("{}{}{}!", kGoodbye, event.name.empty() ? "" : " ", safe(event.name));
  }
  void operator()(const chat::Closing& event) const {
    switch (event.reason) {
      case chat::CloseReason::idle:
        return line("{}Closing: idle for {}", kNotice, base::describe_duration(event.after));
      case chat::CloseReason::no_name:
        return line("{}Closing: no name for {}", kNotice, base::describe_duration(event.after));
      case chat::CloseReason::shutdown:
        return line("{}The server is shutting down", kNotice);
    }
  }
};

}  // namespace

std::string explain(Problem problem, std::string_view subject) {
  const auto* row = std::ranges::find(kProblems, problem, &ProblemRow::problem);
  assert(row != kProblems.end());
  return fmt::format(fmt::runtime(row->words), quote(subject), chat::Name::kMaxCodePoints,
                     safe(subject));
}

void render(const chat::Event& event, std::string& out) { std::visit(Renderer{out}, event); }

}  // namespace tertulia::wire::plain
