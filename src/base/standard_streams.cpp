#include "tertulia/base/standard_streams.h"

#include <array>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "tertulia/base/terminal_text.h"
#include "tertulia/base/text.h"

namespace tertulia::base {
namespace {

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

void complete_standard_streams() {
  int fd = ::open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO) fd = ::dup(fd);
  if (fd > STDERR_FILENO) ::close(fd);
}

int output_descriptor() {
  static const int fd = open_terminal(STDOUT_FILENO);
  return fd;
}

int error_descriptor() {
  static const int fd = open_terminal(STDERR_FILENO);
  return fd;
}

void print_last_error(std::string_view line) {
  constexpr int kMillisecondsForTerminal = 1'000;
  const int fd = error_descriptor();
  const bool is_terminal = ::isatty(fd) != 0;
  const auto bytes = is_terminal ? terminal_line(line, terminal_at(fd)) : safe(line) + '\n';
  pollfd ready{fd, POLLOUT, 0};
  for (std::string_view rest = bytes; !rest.empty();) {
    if (::poll(&ready, 1, is_terminal ? kMillisecondsForTerminal : -1) <= 0) return;
    const auto written = ::write(fd, rest.data(), rest.size());
    if (written <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace tertulia::base
