#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tertulia/reactor/signal.h"

#include "terminal/plain_console.h"
#include "terminal/terminal_mode.h"

namespace tertulia::terminal {

/// The console for a person at a terminal whose cursor is not moved: whole lines are printed, and
/// the terminal itself edits the lines that the user types. Standard input and standard output must
/// be terminals. The mode of the terminal stays as it is, except while the user's input is hidden.
/// What arrives while the user types is printed behind the typed text; Ctrl-R shows that again.
class PlainTerminal final : public PlainConsole {
 public:
  PlainTerminal(reactor::Reactor& reactor, Handler& handler, Descriptors descriptors);
  ~PlainTerminal() override;
  PlainTerminal(const PlainTerminal&) = delete;
  PlainTerminal& operator=(const PlainTerminal&) = delete;

  void set_prompt(std::string_view prompt, History history) override;
  void set_status(std::string_view text) override;
  void ring() override { ring_bell(); }
  bool discard_input() override;
  bool interactive() const override { return true; }

 private:
  bool is_last_end() const override;
  void stop_process();

  std::string status_;
  std::optional<HiddenInput> hidden_;
  reactor::Signal on_stop_;
};

}  // namespace tertulia::terminal
