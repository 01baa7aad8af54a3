#include "client/early_screen.h"

#include <array>
#include <cstddef>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "tertulia/base/standard_streams.h"
#include "tertulia/base/text.h"
#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"

namespace tertulia::client {
namespace {

void print(std::string_view text) {
  pollfd screen{find_screen(), POLLOUT, 0};
  if (screen.fd < 0 || ::poll(&screen, 1, 0) != 1) return;
  [[maybe_unused]] const auto written = ::write(screen.fd, text.data(), text.size());
}

/// The text with each line made safe; after the last one there is a blank for the answer.
std::string in_lines(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const auto line = base::next_line(text);
    base::append_safe(safe, line);
    safe += text.empty() ? ' ' : '\n';
  }
  return safe;
}

}  // namespace

int find_screen() {
  if (::isatty(STDERR_FILENO) != 0) return base::error_descriptor();
  return can_ask() ? base::output_descriptor() : -1;
}

bool can_ask() { return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0; }

void tell_user(std::string_view line) { print(base::safe(line) + '\n'); }

/// The terminal hands over one line at a time, so nothing that follows it is taken. What was typed
/// before the question is no answer to it.
std::optional<std::string> ask_user(reactor::Reactor& reactor, std::string_view question) {
  ::tcflush(STDIN_FILENO, TCIFLUSH);
  print(in_lines(question));
  std::optional<std::string> answer;
  const reactor::FdWatch watch(reactor, STDIN_FILENO, [&] {
    std::array<char, 4096> line{};
    const auto size = ::read(STDIN_FILENO, line.data(), line.size());
    if (size > 0) {
      std::string_view typed(line.data(), static_cast<std::size_t>(size));
      answer.emplace(base::next_line(typed));
    }
    reactor.stop();
  });
  reactor.run();
  return answer;
}

}  // namespace tertulia::client
