// A console under a test's control: `console-demo [plain] CONTROL`. It reads commands from a
// socket, CONTROL, which is the number of a descriptor or the path of a socket, and reports typed
// lines there. One command a line: `print TEXT`, `colors TEXT` (from now on, and TEXT in red), `log
// TEXT`, `prompt TEXT`, `secret TEXT` (a prompt without history), `hide` (of what is typed),
// `status TEXT`, `names NAME…` (to complete), `guard LINES` (pastes), `history PATH`, `ring`,
// `pause`, `resume`, `discard` (as Ctrl-C does), `ping`, `stop`, `exit`, `abort`. A line that
// begins with `forget` is forgotten.

#include <array>
#include <cstdlib>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/terminal/console.h"

#include "terminal/line_splitter.h"

namespace tertulia::terminal {
namespace {

/// Completes words to these names.
struct Names {
  std::string names;

  std::vector<std::string> operator()(std::string_view line, std::size_t point) const {
    const auto word = line.substr(0, point).substr(line.substr(0, point).rfind(' ') + 1);
    std::vector<std::string> found;
    std::istringstream all(names);
    for (std::string name; all >> name;) {
      if (name.starts_with(word)) found.push_back(name + ": ");
    }
    return found;
  }
};

int connect_to(const char* control) {
  if (std::string_view(control).find('/') == std::string_view::npos) return std::atoi(control);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::string_view(control).copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  return ::connect(fd, generic, sizeof address) == 0 ? fd : -1;
}

class Demo final : public Console::Handler {
 public:
  explicit Demo(int control) : control_(control) {}

  void run(Mode mode) {
    console_ = terminal::open_console(reactor_, *this, mode);
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
    if (line.starts_with("forget")) console_->forget(line);
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
    if (verb == "colors") console_->set_color(true);
    if (verb == "colors") console_->print({{{std::string(text), {.color = 1}}}});
    if (verb == "hide") console_->set_prompt("", Console::History::hide);
    if (verb == "status") console_->set_status(text);
    if (verb == "names") console_->set_completer(Names{std::string(text)});
    if (verb == "guard") set_guard(text);
    if (verb == "history") console_->keep_history(std::string(text));
    if (verb == "ring") console_->ring();
    execute_more(verb, text);
  }

  void execute_more(std::string_view verb, std::string_view text) {
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

  void set_guard(std::string_view lines) {
    console_->set_paste_guard(std::stoul(std::string(lines)), [](std::size_t count) {
      return "Send " + std::to_string(count) + " lines?";
    });
  }

  int control_;
  base::SystemClock clock_;
  reactor::Reactor reactor_{clock_, reactor::Reactor::Watch::any_descriptor};
  terminal::LineSplitter commands_;
  std::unique_ptr<Console> console_;
  reactor::FdWatch watch_{reactor_, control_, [this] { read_commands(); }};
};

int run(int count, char** arguments) {
  if (count < 2) return 2;
  const bool plain = std::string_view(arguments[1]) == "plain";
  Demo(connect_to(arguments[count - 1])).run(plain ? Mode::plain : Mode::automatic);
  return 0;
}

}  // namespace
}  // namespace tertulia::terminal

int main(int count, char** arguments) { return tertulia::terminal::run(count, arguments); }
