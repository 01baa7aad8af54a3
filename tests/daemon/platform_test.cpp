#include "daemon/platform.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "tertulia/reactor/socket.h"

namespace tertulia::daemon::platform::platform_test {
namespace {

TEST_CASE("each descriptor that is opened counts, and no longer when it is closed") {
  const auto before = open_descriptors();
  if (before == 0) return;  // This system does not tell.
  {
    std::vector<reactor::Socket> more;
    more.reserve(5);
    for (int i = 0; i < 5; ++i) more.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    CHECK(open_descriptors() == before + 5);
  }
  CHECK(open_descriptors() == before);
}

/// Without the one that it takes to list them. 0 where the system has no such list.
std::uint64_t listed_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator list("/proc/self/fd", error);
  return error ? 0 : static_cast<std::uint64_t>(std::distance(begin(list), end(list))) - 1;
}

/// Each scrape of the metrics once listed all descriptors, and many scrapes delayed messages.
TEST_CASE("the number of descriptors is that of the list, where there is one") {
  if (listed_descriptors() != 0) CHECK(open_descriptors() == listed_descriptors());
}

TEST_CASE("memory that is used is resident") {
  constexpr std::size_t kMore = std::size_t{32} * 1024 * 1024;
  const auto before = resident_memory();
  if (before == 0) return;  // This system does not tell.
  const std::vector<char> used(kMore, 'x');
  CHECK(used.back() == 'x');
  CHECK(resident_memory() >= before + kMore / 2);
}

TEST_CASE("the system gives a process more descriptors than it has open") {
  CHECK(max_descriptors() > open_descriptors());
}

}  // namespace
}  // namespace tertulia::daemon::platform::platform_test
