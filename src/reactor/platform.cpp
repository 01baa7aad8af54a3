#include "reactor/platform.h"

#include <array>
#include <cstdint>
#include <utility>

#include <unistd.h>

namespace tertulia::reactor {

WakeupFd::WakeupFd(platform::WakeupChannel channel) : channel_(std::move(channel)) {}

/// A channel that is full is readable already. An eventfd takes eight bytes; a pipe takes any.
void WakeupFd::notify() const noexcept {
  const std::uint64_t one = 1;
  const int fd = channel_.writer.fd() >= 0 ? channel_.writer.fd() : channel_.reader.fd();
  [[maybe_unused]] const auto written = ::write(fd, &one, sizeof one);
}

void WakeupFd::drain() const noexcept {
  std::array<char, 4096> bytes;
  while (::read(channel_.reader.fd(), bytes.data(), bytes.size()) ==
         static_cast<ssize_t>(bytes.size())) {
  }
}

}  // namespace tertulia::reactor
