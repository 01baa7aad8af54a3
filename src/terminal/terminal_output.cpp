#include "terminal/terminal_output.h"

#include <array>
#include <cstddef>
#include <system_error>
#include <utility>

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace tertulia::terminal {
namespace {

/// Has no destructor: the stream must outlive every other static object.
struct Memory {
  Memory() : stream(::open_memstream(&bytes, &size)) {
    if (stream == nullptr) throw std::system_error(errno, std::generic_category());
  }

  char* bytes = nullptr;
  std::size_t size = 0;
  FILE* stream;
};

Memory& memory() {
  static Memory memory;
  return memory;
}

int open_terminal(int standard) {
  constexpr int kFlags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  if (::isatty(standard) == 0) return standard;
  std::array<char, 256> name{};
  if (::ttyname_r(standard, name.data(), name.size()) == 0) {
    const int fd = ::open(name.data(), kFlags);
    if (fd >= 0) return fd;
  }
  // After `su`, the device still belongs to the former user.
  const bool controls = ::tcgetsid(standard) == ::getsid(0);
  const int fd = controls ? ::open("/dev/tty", kFlags) : -1;
  return fd >= 0 ? fd : standard;
}

}  // namespace

FILE* terminal_stream() { return memory().stream; }

int output_descriptor() {
  static const int fd = open_terminal(STDOUT_FILENO);
  return fd;
}

int error_descriptor() {
  static const int fd = open_terminal(STDERR_FILENO);
  return fd;
}

TerminalOutput::TerminalOutput(reactor::Reactor& reactor, std::function<void()> on_written)
    : reactor_(reactor), output_(reactor, output_descriptor(), {std::move(on_written), {}}) {}

TerminalOutput::~TerminalOutput() {
  if (requested_) reactor_.cancel(*this);
  drain();
}

void TerminalOutput::request_flush() {
  if (!std::exchange(requested_, true)) reactor_.defer(*this);
}

void TerminalOutput::take() {
  auto& from = memory();
  if (::fflush(from.stream) != 0 || from.size == 0) return;
  output_.append({from.bytes, from.size});
  ::rewind(from.stream);
  ::fflush(from.stream);
}

void TerminalOutput::run() {
  requested_ = false;
  take();
  if (!output_.waiting()) output_.flush();
}

void TerminalOutput::drain() {
  take();
  output_.drain(kPatience);
}

}  // namespace tertulia::terminal
