#include <array>
#include <cstddef>
#include <vector>

#include <libproc.h>
#include <mach/mach.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include "daemon/platform.h"

/// macOS has all that platform.h asks for.
namespace tertulia::daemon::platform {

std::uint64_t resident_memory() {
  mach_task_basic_info info{};
  mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
  const auto result = ::task_info(mach_task_self(), MACH_TASK_BASIC_INFO,
                                  reinterpret_cast<task_info_t>(&info), &count);
  return result == KERN_SUCCESS ? info.resident_size : 0;
}

/// Without a buffer it tells the size of the table, which has free places, too.
std::uint64_t open_descriptors() {
  const int size = ::proc_pidinfo(::getpid(), PROC_PIDLISTFDS, 0, nullptr, 0);
  if (size <= 0) return 0;
  std::vector<proc_fdinfo> table(static_cast<std::size_t>(size) / sizeof(proc_fdinfo));
  const int used = ::proc_pidinfo(::getpid(), PROC_PIDLISTFDS, 0, table.data(), size);
  return used > 0 ? static_cast<std::size_t>(used) / sizeof(proc_fdinfo) : 0;
}

rlim_t max_descriptors() {
  std::array name{CTL_KERN, KERN_MAXFILESPERPROC};
  int most = 0;
  std::size_t size = sizeof most;
  if (::sysctl(name.data(), name.size(), &most, &size, nullptr, 0) != 0 || most <= 0) {
    return RLIM_INFINITY;
  }
  return static_cast<rlim_t>(most);
}

}  // namespace tertulia::daemon::platform
