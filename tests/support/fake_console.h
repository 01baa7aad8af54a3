#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tertulia/terminal/console.h"

#include "support/lines.h"

namespace tertulia::support {

/// A console that records its output.
class FakeConsole final : public terminal::Console {
 public:
  void print(std::string_view line) override { screen.emplace_back(line); }
  void print_error(std::string_view line) override { errors.emplace_back(line); }
  void set_prompt(std::string_view text, History history) override {
    prompt = text;
    hidden = history == History::hide;
  }
  void forget(std::string_view line) override { forgotten.emplace_back(line); }
  void pause_input() override { paused = true; }
  void resume_input() override { paused = false; }
  bool discard_input() override { return std::exchange(typed, false); }
  std::size_t unprinted() const override { return waiting; }
  void drain() override { ++drained; }
  bool interactive() const override { return person; }

  Lines screen;
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
