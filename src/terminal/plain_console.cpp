#include "terminal/plain_console.h"

#include <array>
#include <cstring>
#include <utility>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/terminal_text.h"
#include "tertulia/base/text.h"

#include "terminal/terminal_output.h"

namespace tertulia::terminal {
namespace {

constexpr std::size_t kChunk = std::size_t{16} * 1024;

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

bool are_same_file(int one, int other) {
  struct stat first {};
  struct stat second {};
  return ::fstat(one, &first) == 0 && ::fstat(other, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace

PlainConsole::PlainConsole(reactor::Reactor& reactor, Handler& handler, Descriptors descriptors)
    : reactor_(reactor),
      handler_(handler),
      input_(descriptors.input),
      output_{{reactor,
               descriptors.output,
               {[this] { handle_written(); },
                [this](int error) { handler_.on_output_failed(std::strerror(error)); }}},
              descriptors.output,
              ::isatty(descriptors.output) != 0},
      errors_{{reactor, descriptors.errors, {[this] { handle_written(); }, {}}},
              descriptors.errors,
              ::isatty(descriptors.errors) != 0},
      one_output_(are_same_file(descriptors.output, descriptors.errors)) {
  ::signal(SIGXFSZ, SIG_IGN);  // A file that may not grow is then an error like a full disk.
  input_ended_ = !is_open(input_);
  if (input_ended_) return;
  watch_.emplace(reactor_, input_, [this] { read_input(); });
  watch_->pause();
}

PlainConsole::~PlainConsole() {
  if (deferred_) reactor_.cancel(*this);
  if (!drained_) drain();
}

void PlainConsole::drain() {
  drained_ = true;
  output_.drain();
  errors_.drain();
}

void PlainConsole::Channel::print(std::string_view line) {
  output.append(is_terminal ? base::terminal_line(line, base::terminal_at(fd))
                            : base::safe(line) += '\n');
  if (!output.waiting()) output.flush();
}

void PlainConsole::Channel::drain() {
  output.drain(is_terminal ? std::optional(TerminalOutput::kPatience) : std::nullopt);
}

void PlainConsole::handle_written() {
  if (unprinted() == 0) handler_.on_printed();
}

void PlainConsole::pause_input() {
  paused_ = true;
  if (watch_) watch_->pause();
}

void PlainConsole::resume_input() {
  paused_ = false;
  if (!input_ended_) watch_->resume();
  defer();
}

void PlainConsole::defer() {
  if (!std::exchange(deferred_, true)) reactor_.defer(*this);
}

void PlainConsole::run() {
  deferred_ = false;
  deliver();
}

void PlainConsole::read_input() {
  std::array<char, kChunk> chunk;
  const auto count = ::read(input_, chunk.data(), chunk.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count > 0) {
    lines_.append({chunk.data(), static_cast<std::size_t>(count)});
    deliver();
  } else {
    end_input();
  }
}

bool PlainConsole::discard_lines() { return std::exchange(lines_, {}).has_bytes(); }

void PlainConsole::ring_bell() {
  if (!output_.output.accepts_now()) return;
  output_.output.append("\a");
  output_.output.flush();
}

void PlainConsole::end_input() {
  if (!is_last_end()) return handler_.on_end_of_input();
  lines_.finish();
  input_ended_ = true;
  watch_->pause();
  deliver();
}

void PlainConsole::deliver() {
  while (!paused_) {
    auto line = lines_.next();
    if (!line) break;
    handler_.on_line(std::move(*line));
  }
  if (!paused_ && input_ended_ && !std::exchange(end_reported_, true)) handler_.on_end_of_input();
}

}  // namespace tertulia::terminal
