// A console under a test's control. It reads commands from a socket, whose descriptor is its
// argument, and reports typed lines there. One command a line: `print TEXT`, `log TEXT`, `prompt
// TEXT`, `secret TEXT` (a prompt without history), `pause`, `resume`, `discard`
// (as Ctrl-C does), `ping`, `stop`, `exit`, `abort`.

#include <array>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <unistd.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/terminal/console.h"

#include "terminal/line_splitter.h"

namespace tertulia::terminal {
namespace {

class Demo final : public Console::Handler {
 public:
  explicit Demo(int control) : control_(control) {}

  void run() {
    console_ = terminal::open_console(reactor_, *this);
    report(console_->interactive() ? "interactive" : "plain");
    console_->set_prompt("> ", Console::History::keep);
    console_->resume_input();
    reactor_.run();
    console_.reset();
    report("left");
  }

 private:
  void on_line(std::string line) override {
    report("line " + line);
    console_->print("got: " + line);
    if (line == "hold") console_->pause_input();
    if (line == "rename") console_->set_prompt("renamed> ", Console::History::keep);
  }
  void on_end_of_input() override { report("end"); }

  void report(std::string text) const {
    text += '\n';
    if (::write(control_, text.data(), text.size()) < 0) std::_Exit(3);
  }

  void read_commands() {
    std::array<char, 4096> chunk;
    const auto count = ::read(control_, chunk.data(), chunk.size());
    if (count <= 0) return reactor_.stop();
    commands_.append({chunk.data(), static_cast<std::size_t>(count)});
    while (const auto command = commands_.next()) execute(*command);
  }

  void execute(std::string_view command) {
    const auto space = command.find(' ');
    const auto verb = command.substr(0, space);
    const auto text = space == command.npos ? std::string_view{} : command.substr(space + 1);
    if (verb == "print") console_->print(text);
    if (verb == "log") base::log::warn(text);
    if (verb == "prompt") console_->set_prompt(text, Console::History::keep);
    if (verb == "secret") console_->set_prompt(text, Console::History::skip);
    if (verb == "pause") console_->pause_input();
    if (verb == "resume") console_->resume_input();
    if (verb == "discard") report(console_->discard_input() ? "discarded" : "nothing");
    if (verb == "ping") report("pong");
    if (verb == "stop") reactor_.stop();
    if (verb == "exit") std::exit(0);
    if (verb == "abort") std::abort();
  }

  int control_;
  base::SystemClock clock_;
  reactor::Reactor reactor_{clock_, reactor::Reactor::Watch::any_descriptor};
  terminal::LineSplitter commands_;
  std::unique_ptr<Console> console_;
  reactor::FdWatch watch_{reactor_, control_, [this] { read_commands(); }};
};

}  // namespace
}  // namespace tertulia::terminal

int main(int count, char** arguments) {
  if (count != 2) return 2;
  tertulia::terminal::Demo(std::atoi(arguments[1])).run();
}
