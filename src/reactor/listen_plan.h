#pragma once

#include <cstddef>
#include <vector>

#include "reactor/address.h"

namespace tertulia::reactor {

/// What the system's IPv6 sockets can do.
enum class Ipv6Support { none, ipv6_only, dual_stack };
Ipv6Support ipv6_support();

/// An address on which to listen.
struct ListenTarget {
  /// Whether a socket on `::` also accepts IPv4.
  enum class Ipv4 { excluded, included };

  Address address;
  std::size_t endpoint = 0;  ///< Which endpoint named it.
  Ipv4 ipv4 = Ipv4::excluded;
  bool needed = true;  ///< Not if another target, or an open socket, includes it.
};

/// What a socket that listens already accepts.
ListenTarget target_of(int fd);

/// Decides how to listen on all of these addresses without a conflict between them:
///  - An address that stands there twice is needed once.
///  - An address that a wildcard includes (`127.0.0.1` in `0.0.0.0`) is not needed.
///  - `::` also accepts IPv4, and then includes all IPv4 addresses, unless `0.0.0.0` is there, too.
///    A system that cannot do this gets `0.0.0.0` in addition, or, without IPv6, instead.
/// All this holds for one port. Port 0 is a different port each time. The sockets in `open` listen
/// already.
std::vector<ListenTarget> plan_listening(std::vector<ListenTarget> wanted,
                                         const std::vector<ListenTarget>& open,
                                         Ipv6Support support);

}  // namespace tertulia::reactor
