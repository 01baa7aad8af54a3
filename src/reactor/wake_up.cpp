#include "reactor/wake_up.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

#include "tertulia/base/failure.h"

namespace tertulia::reactor {
namespace {

[[noreturn]] void fail() {
  throw base::StartFailure(
      fmt::format("cannot make a wake-up descriptor: {}", std::strerror(errno)));
}

}  // namespace

#ifdef __linux__

WakeUp::WakeUp() : read_end_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (read_end_.fd() < 0) fail();
}

void WakeUp::signal() const noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(read_end_.fd(), &one, sizeof one);
}

void WakeUp::clear() const noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(read_end_.fd(), &count, sizeof count);
}

#else

WakeUp::WakeUp() {
  std::array<int, 2> fds{};
  if (::pipe(fds.data()) != 0) fail();
  read_end_ = Socket(fds[0]);
  write_end_ = Socket(fds[1]);
  for (const int fd : fds) {
    if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || ::fcntl(fd, F_SETFL, O_NONBLOCK) != 0) fail();
  }
}

// If the pipe is full, the write fails, but the pipe is readable already.
void WakeUp::signal() const noexcept {
  [[maybe_unused]] const auto written = ::write(write_end_.fd(), "", 1);
}

void WakeUp::clear() const noexcept {
  std::array<char, 512> bytes{};
  while (::read(read_end_.fd(), bytes.data(), bytes.size()) > 0) {
  }
}

#endif

}  // namespace tertulia::reactor
