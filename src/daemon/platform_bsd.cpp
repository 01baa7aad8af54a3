#include <sys/sysctl.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef __FreeBSD__
#include <array>
#include <cstddef>

#include <sys/user.h>
#endif

#include "daemon/platform.h"

/// Written from the headers and manual pages of the BSDs; not compiled on any of them yet. FreeBSD
/// tells memory and descriptors, OpenBSD only descriptors, NetBSD and DragonFly neither: there the
/// metrics say 0.
namespace tertulia::daemon::platform {

#ifdef __FreeBSD__

std::uint64_t resident_memory() {
  std::array name{CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(::getpid())};
  kinfo_proc process{};
  std::size_t size = sizeof process;
  if (::sysctl(name.data(), name.size(), &process, &size, nullptr, 0) != 0) return 0;
  return static_cast<std::uint64_t>(process.ki_rssize) *
         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// Process 0 is the one that asks.
std::uint64_t open_descriptors() {
  std::array name{CTL_KERN, KERN_PROC, KERN_PROC_NFDS, 0};
  int count = 0;
  std::size_t size = sizeof count;
  if (::sysctl(name.data(), name.size(), &count, &size, nullptr, 0) != 0) return 0;
  return static_cast<std::uint64_t>(count);
}

#else

std::uint64_t resident_memory() { return 0; }

#ifdef __OpenBSD__
std::uint64_t open_descriptors() { return static_cast<std::uint64_t>(::getdtablecount()); }
#else
std::uint64_t open_descriptors() { return 0; }
#endif

#endif

rlim_t max_descriptors() { return RLIM_INFINITY; }

}  // namespace tertulia::daemon::platform
