#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tertulia/base/clock.h"
#include "tertulia/base/text.h"
#include "tertulia/reactor/reactor.h"

#include "fuzz/check.h"
#include "terminal/completion.h"
#include "terminal/edited_line.h"
#include "terminal/held_paste.h"
#include "terminal/paste.h"
#include "terminal/readline_commands.h"
#include "terminal/terminal_output.h"

// A byte of the input is a key, or one of these.
enum Event : unsigned char {
  first_event = 0xF0,
  event_pause = first_event,
  event_paste,
  event_accept,
  event_clear,
  event_print,
  event_prompt,
  event_status,
  event_hide,
  event_completer,
  event_held_paste  // of the bytes up to the next event
};

// Readline forgets a few bytes when a command is interrupted.
extern "C" const char* __lsan_default_suppressions();                                // NOLINT
extern "C" const char* __lsan_default_suppressions() { return "leak:libreadline"; }  // NOLINT

namespace tertulia::fuzz {
namespace {

using terminal::Console;
using terminal::EditedLine;

/// Plays what the user and the program do at the same time.
class User {
 public:
  explicit User(EditedLine& line) : line_(line) {
    rl_variable_bind("editing-mode", "emacs");
    line_.set_prompt("> ", Console::History::keep);
  }

  void type(std::string_view keys) {
    int without_key = 0;
    while (!keys.empty()) {
      const auto before = keys.size();
      line_.feed(keys);
      without_key = keys.size() < before ? 0 : without_key + 1;
      check(without_key <= kMaxOwnKeys, "a key is used");
      take_outcomes();
    }
  }

  /// As the line editor does with a paste guard.
  void paste(std::string_view bytes) {
    terminal::Paste paste;
    terminal::HeldPaste held(kMaxHeld);
    std::size_t lines = 0;
    while (const auto event = paste.next(bytes)) {
      if (event->kind == terminal::Paste::Kind::end || !held.add(*event)) break;
      if (event->kind == terminal::Paste::Kind::line) ++lines;
    }
    check(held.ended_lines() == lines, "each end of a line counts");
    check(held.lines() - lines <= 1, "and the last line");
    line_.end_command();
    while (const auto event = held.next()) {
      if (event->kind == terminal::Paste::Kind::line) --lines;
      event->kind == terminal::Paste::Kind::line ? line_.accept() : line_.insert(event->text);
      take_outcomes();
    }
    check(lines == 0 && held.empty(), "what is held comes back");
  }

  void handle(unsigned char event) {
    if (event == event_paste) line_.end_command();
    if (event == event_paste) line_.insert("past\xC3\xA9");
    if (event == event_accept) line_.accept();
    if (event == event_clear) line_.clear();
    if (event == event_clear) check(!line_.has_text(), "a cleared line is empty");
    if (event == event_print) line_.print_above({{{"(Ann) hi", {}}}});
    if (event == event_prompt) line_.set_prompt("name> ", Console::History::keep);
    if (event == event_status) line_.set_status((status_ = !status_) ? "caf\xC3\xA9" : "");
    if (event == event_hide) line_.set_prompt("secret> ", Console::History::hide);
    if (event == event_completer) line_.set_completes(completes_ = !completes_);
    line_.show();
    take_outcomes();
  }

 private:
  /// After a key sequence that is no command, Readline has its keys again, and reads these first.
  static constexpr int kMaxOwnKeys = 16;
  static constexpr std::size_t kMaxHeld = 64;

  void take_outcomes() {
    while (const auto outcome = line_.next_outcome()) {
      check(outcome->text.find('\n') == std::string::npos, "a line is one line");
      if (outcome->kind == EditedLine::Kind::complete) complete();
    }
    check(rl_point >= 0 && rl_point <= rl_end, "the cursor is in the line");
  }

  /// As the line editor does.
  void complete() {
    check(completes_, "Tab completes only where that is wanted");
    const std::string before(line_.text());
    if (!base::is_utf8(before)) return;  // Readline may split a character behind a mark.
    const auto point = line_.point();
    const auto begin = terminal::word_begin(before, point);
    const auto word = before.substr(begin, point - begin);
    const auto text = terminal::completed(word, {word + "\xC3\xA9: ", word + "\xC3\xA8 x"});
    check(text == word, "no character is cut");
    line_.replace_before_point(begin, word + "\xC3\xA9: ");
    line_.show();
    check(line_.text() == before.substr(0, point) + "\xC3\xA9: " + before.substr(point),
          "the rest of the line stays");
    check(line_.point() == point + 4, "the cursor is behind the word");
  }

  EditedLine& line_;
  bool status_ = false;
  bool completes_ = false;
};

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {  // NOLINT
  if (std::freopen("/dev/null", "r", stdin) == nullptr) return 1;       // no terminal to change
  ::setenv("INPUTRC", "/dev/null", 1);
  ::setenv("TERM", "xterm", 1);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tertulia::fuzz;  // NOLINT(google-build-using-namespace)
  tertulia::base::ManualClock clock;
  tertulia::reactor::Reactor reactor(clock);
  EditedLine line(reactor, [] {});
  User user(line);
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  if (rest.starts_with('v')) rl_variable_bind("editing-mode", "vi");
  bool pastes = false;
  while (!rest.empty()) {
    std::size_t keys = 0;
    while (keys < rest.size() && static_cast<unsigned char>(rest[keys]) < first_event) ++keys;
    pastes ? user.paste(rest.substr(0, keys)) : user.type(rest.substr(0, keys));
    rest.remove_prefix(keys);
    if (rest.empty()) break;
    pastes = static_cast<unsigned char>(rest.front()) == event_held_paste;
    user.handle(static_cast<unsigned char>(rest.front()));
    rest.remove_prefix(1);
  }
  line.end_command();
  line.accept();
  std::rewind(tertulia::terminal::terminal_stream());
  return 0;
}
