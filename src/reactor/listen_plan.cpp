#include "reactor/listen_plan.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

#include <netinet/in.h>
#include <sys/socket.h>

#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {
namespace {

using Ipv4 = ListenTarget::Ipv4;
using Targets = std::vector<ListenTarget>;

bool is_ipv6_wildcard(const Address& address) {
  return address.family() == AF_INET6 && is_wildcard(address);
}

bool is_same_port(const Address& one, const Address& other) {
  return port_of(one) == port_of(other) && port_of(one) != 0;
}

/// The paths may differ: `/run` and `/var/run` are often the same directory.
std::string canonical_path(const Address& address) {
  std::error_code ignored;
  const auto file = file_of(address);
  return file.empty() ? unix_path(address)
                      : std::filesystem::weakly_canonical(file, ignored).string();
}

bool is_same(const ListenTarget& one, const ListenTarget& other) {
  if (one.address.family() != other.address.family()) return false;
  if (one.address.family() == AF_UNIX) {
    return canonical_path(one.address) == canonical_path(other.address);
  }
  const bool one_name = one.endpoint == other.endpoint;
  return one.address == other.address && (one_name || port_of(one.address) != 0);
}

/// Whether it includes the other, which is not the same.
bool includes(const ListenTarget& one, const ListenTarget& other) {
  if (!is_wildcard(one.address) || !is_same_port(one.address, other.address)) return false;
  if (one.address.family() == other.address.family()) return !is_wildcard(other.address);
  return other.address.family() == AF_INET && one.ipv4 == Ipv4::included;
}

bool has_ipv4_wildcard(const Targets& targets, const Address& ipv6) {
  return std::ranges::any_of(targets, [&ipv6](const ListenTarget& one) {
    return one.address.family() == AF_INET && is_wildcard(one.address) &&
           is_same_port(one.address, ipv6);
  });
}

/// Makes of each `::` what the system can do.
void decide_wildcards(Targets& wanted, const Targets& open, Ipv6Support support) {
  Targets added;
  for (auto& target : wanted) {
    if (!is_ipv6_wildcard(target.address)) continue;
    const auto port = port_of(target.address);
    if (support == Ipv6Support::none) target.address = ipv4_wildcard(port);
    if (has_ipv4_wildcard(wanted, target.address) || has_ipv4_wildcard(open, target.address)) {
      continue;
    }
    if (support == Ipv6Support::dual_stack) target.ipv4 = Ipv4::included;
    if (support == Ipv6Support::ipv6_only) added.push_back({ipv4_wildcard(port), target.endpoint});
  }
  wanted.insert(wanted.end(), added.begin(), added.end());
}

bool is_needed(const Targets& wanted, std::size_t index, const Targets& open) {
  const auto& target = wanted[index];
  const auto serves = [&target](const ListenTarget& one) { return includes(one, target); };
  const auto equals = [&target](const ListenTarget& one) { return is_same(one, target); };
  const auto before = wanted.begin() + static_cast<std::ptrdiff_t>(index);
  return std::ranges::none_of(open, serves) && std::ranges::none_of(open, equals) &&
         std::ranges::none_of(wanted, serves) && std::none_of(wanted.begin(), before, equals);
}

}  // namespace

Ipv6Support ipv6_support() {
  const auto socket = open_socket(AF_INET6, SOCK_STREAM);
  if (socket.fd() < 0 && errno == EAFNOSUPPORT) return Ipv6Support::none;
  const int off = 0;
  const int done = ::setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  return done == 0 ? Ipv6Support::dual_stack : Ipv6Support::ipv6_only;
}

ListenTarget target_of(int fd) {
  int only = 1;
  socklen_t length = sizeof only;
  ::getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &length);
  return {own_address(fd), static_cast<std::size_t>(-1),
          only != 0 ? Ipv4::excluded : Ipv4::included};
}

std::vector<ListenTarget> plan_listening(std::vector<ListenTarget> wanted,
                                         const std::vector<ListenTarget>& open,
                                         Ipv6Support support) {
  for (auto& target : wanted) target.address = unmapped(target.address);
  decide_wildcards(wanted, open, support);
  for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i].needed = is_needed(wanted, i, open);
  return wanted;
}

}  // namespace tertulia::reactor
