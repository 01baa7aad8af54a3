#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/terminal/console.h"

#include "support/lines.h"

namespace tertulia::support {

/// A console that records its output.
class FakeConsole final : public terminal::Console {
 public:
  void print(std::string_view line) override { print({{{std::string(line), {}}}}); }
  void print(const terminal::StyledLine& line) override {
    screen.push_back(line.text());
    styled.push_back(line);
  }
  void print_error(std::string_view line) override { errors.emplace_back(line); }
  void set_prompt(std::string_view text, History history) override {
    prompt = text;
    hidden = history == History::hide;
  }
  void set_color(bool value) override { color = value; }
  void set_status(std::string_view text) override {
    status = text;
    if (!text.empty()) statuses.emplace_back(text);
  }
  void set_completer(Completer value) override { completer = std::move(value); }
  void ring() override { ++rung; }
  using Console::set_paste_guard;
  void set_paste_guard(PasteGuard value) override { paste_guard = std::move(value); }
  void keep_history(const std::string& path) override { history_path = path; }
  void set_texts(terminal::Texts value) override { texts = std::move(value); }
  void forget(std::string_view line) override { forgotten.emplace_back(line); }
  void pause_input() override { paused = true; }
  void resume_input() override { paused = false; }
  bool discard_input() override { return std::exchange(typed, false); }
  std::size_t unprinted() const override { return waiting; }
  void drain() override { ++drained; }
  bool interactive() const override { return person; }

  Lines screen;
  std::vector<terminal::StyledLine> styled;  ///< The lines of `screen`, with their styles.
  std::string status;
  Lines statuses;  ///< All that were shown.
  Completer completer;
  PasteGuard paste_guard;
  std::string history_path;
  terminal::Texts texts;
  bool color = false;
  int rung = 0;
  Lines errors;
  Lines forgotten;
  std::string prompt;
  bool paused = true;
  bool hidden = false;
  bool person = false;
  bool typed = false;  ///< Whether there is text to discard.
  int drained = 0;
  std::size_t waiting = 0;
};

/// What opens a console for a client. Sets `console` and `handler`, which must outlive it, to the
/// new console and to its handler.
inline auto fake_console_opener(bool person, FakeConsole*& console,
                                terminal::Console::Handler*& handler) {
  return [&console, &handler, person](terminal::Console::Handler& its_handler) {
    handler = &its_handler;
    auto made = std::make_unique<FakeConsole>();
    made->person = person;
    console = made.get();
    return made;
  };
}

}  // namespace tertulia::support
