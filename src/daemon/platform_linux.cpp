#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <unistd.h>

#include "daemon/platform.h"

/// Linux has all that platform.h asks for, in /proc. Where that is not mounted, it tells nothing.
namespace tertulia::daemon::platform {

std::uint64_t resident_memory() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t whole = 0;
  std::uint64_t resident = 0;
  file >> whole >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// Without the one that it takes to count.
std::uint64_t open_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  std::uint64_t count = 0;
  for (; !error && entry != end(entry); entry.increment(error)) ++count;
  return error ? 0 : count - 1;
}

rlim_t max_descriptors() { return RLIM_INFINITY; }

}  // namespace tertulia::daemon::platform
