#pragma once

#include <cstdint>

#include <sys/resource.h>

/// What the daemon asks the system about its own process, and what differs from system to system.
/// `platform_linux.cpp`, `platform_macos.cpp` and `platform_bsd.cpp` (FreeBSD, NetBSD, OpenBSD,
/// DragonFly) implement it; meson chooses one. No other source of this layer names a system.
///
/// Only Linux has systemd, abstract socket addresses and with them notifications to the service
/// manager; elsewhere no such variable is set, and nothing is sent.
namespace tertulia::daemon::platform {

/// Resident memory in bytes; 0 where the system does not tell (NetBSD, OpenBSD, DragonFly).
std::uint64_t resident_memory();

/// Open descriptors; 0 where the system does not tell (NetBSD, DragonFly).
std::uint64_t open_descriptors();

/// The most descriptors that the system gives to one process, whatever its hard limit says.
/// macOS: kern.maxfilesperproc, since setrlimit(2) refuses more. Elsewhere RLIM_INFINITY.
rlim_t max_descriptors();

}  // namespace tertulia::daemon::platform
