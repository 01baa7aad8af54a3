#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "tertulia/base/result.h"
#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/signal.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/terminal/console.h"

#include "terminal/edited_line.h"
#include "terminal/held_paste.h"
#include "terminal/history_file.h"
#include "terminal/key_reader.h"
#include "terminal/paste.h"
#include "terminal/terminal_output.h"

namespace tertulia::terminal {

/// The console for a person at a terminal. Standard input and standard output must be terminals.
class LineEditor final : public Console, private reactor::DeferredTask {
 public:
  LineEditor(reactor::Reactor& reactor, Handler& handler);
  ~LineEditor() override;

  void print(std::string_view line) override;
  void print(const StyledLine& line) override;
  void print_error(std::string_view line) override { print(line); }
  void set_color(bool color) override { line_.set_color(color); }
  void set_prompt(std::string_view prompt, History history) override;
  void set_status(std::string_view text) override;
  void set_completer(Completer completer) override;
  void ring() override;
  using Console::set_paste_guard;
  void set_paste_guard(PasteGuard guard) override { guard_ = std::move(guard); }
  void keep_history(const std::string& path) override;
  void forget(std::string_view line) override;
  void set_texts(Texts texts) override;
  void pause_input() override;
  void resume_input() override;
  bool discard_input() override;
  std::size_t unprinted() const override { return output_.pending(); }
  void drain() override { output_.drain(); }
  bool interactive() const override { return true; }

 private:
  void run() override;
  void defer();
  void read_terminal();
  bool discard_bytes();
  void handle_printed();
  void print_log(std::string_view line);
  void handle_input();
  bool deliver();
  void deliver(EditedLine::Outcome outcome);
  void deliver_line(EditedLine::Outcome outcome);
  void check_history(const base::Result<std::monostate>& result);
  void complete();
  bool completes_again();
  bool step();
  bool handle_key(std::string_view& keys);
  void feed(std::string_view& keys);
  bool handle_escape(std::string_view& keys);
  void handle_sequence(std::string_view sequence);
  bool handle_pasted(std::string_view& bytes);
  void begin_paste();
  void insert(const Paste::Event& event);
  void hold(const Paste::Event& event);
  void handle_slow_paste();
  void end_paste();
  bool replay();
  void answer(std::string_view& keys);
  void answer(bool yes);
  bool discard_paste();
  void stop_process();

  reactor::Reactor& reactor_;
  Handler& handler_;
  TerminalOutput output_;
  EditedLine line_;
  std::string bytes_;  ///< Read from the terminal and not yet handled.
  KeyReader keys_;
  std::optional<Paste> paste_;
  PasteGuard guard_;
  HeldPaste held_{kMaxHeldPaste};
  std::size_t passed_lines_ = 0;  ///< Of this paste, without a question.
  Completer completer_;
  std::optional<std::pair<std::string, std::size_t>> completed_;  ///< Line and point after Tab.
  std::optional<HistoryFile> history_file_;
  std::string unwritten_;  ///< The line being delivered, if the file gets it afterwards.
  Texts texts_;
  bool paused_ = true;
  bool deferred_ = false;
  bool escape_is_a_key_ = false;
  bool hung_up_ = false;
  bool end_reported_ = false;
  bool owns_log_ = false;
  bool discards_paste_ = false;
  bool asks_about_paste_ = false;
  bool replays_ = false;  ///< What is held.
  std::size_t dropped_log_lines_ = 0;
  reactor::FdWatch watch_;
  reactor::Timer escape_timer_;
  reactor::Timer paste_timer_;
  reactor::Signal on_resize_;
  reactor::Signal on_stop_;
  reactor::Signal on_continue_;
};

}  // namespace tertulia::terminal
