#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tertulia::base {

/// An IP address, or a network of addresses with the same beginning (RFC 4632, RFC 4291). An IPv4
/// address and the same one mapped to IPv6 (`::ffff:192.0.2.1`) are equal.
class Network {
 public:
  /// Parses `192.0.2.1`, `192.0.2.0/24`, `2001:db8::1` or `2001:db8::/32`. What follows the prefix
  /// is ignored, as in `192.0.2.1/24`, and so is the zone of an address (`fe80::1%eth0`).
  static std::optional<Network> parse(std::string_view text);

  bool contains(const Network& other) const;
  bool is_ipv4() const;
  /// Of this machine.
  bool is_loopback() const;
  /// The number of bits that all its addresses share, of 32 in IPv4 and of 128 in IPv6.
  unsigned prefix() const { return prefix_ - (is_ipv4() ? kIpv4Prefix : 0); }
  /// The same as if all networks were of IPv6.
  unsigned ipv6_prefix() const { return prefix_; }
  /// The network with this prefix, as IPv6, that contains this one. Precondition: it is no longer.
  Network widened(unsigned ipv6_prefix) const { return {bytes_, ipv6_prefix}; }
  /// `192.0.2.1`, or `192.0.2.0/24`.
  std::string text() const;

  auto operator<=>(const Network&) const = default;  // NOLINT(modernize-use-nullptr): its own 0

 private:
  using Bytes = std::array<std::uint8_t, 16>;
  static constexpr unsigned kIpv4Prefix = 96;

  Network(const Bytes& bytes, unsigned prefix);

  Bytes bytes_;      // as IPv6
  unsigned prefix_;  // of 128
};

}  // namespace tertulia::base
