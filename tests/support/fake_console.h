#pragma once

#include <string>
#include <string_view>

#include "tertulia/terminal/console.h"

#include "support/lines.h"

namespace tertulia::support {

/// A console that records its output.
class FakeConsole final : public terminal::Console {
 public:
  void print(std::string_view line) override { screen.emplace_back(line); }
  void set_prompt(std::string_view text, History /*history*/) override { prompt = text; }
  void pause_input() override { paused = true; }
  void resume_input() override { paused = false; }
  std::size_t unprinted() const override { return waiting; }
  bool interactive() const override { return person; }

  Lines screen;
  std::string prompt;
  bool paused = true;
  bool person = false;
  std::size_t waiting = 0;
};

}  // namespace tertulia::support
