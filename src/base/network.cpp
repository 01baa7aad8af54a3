#include "tertulia/base/network.h"

#include <algorithm>

#include <arpa/inet.h>
#include <fmt/core.h>

#include "tertulia/base/units.h"

namespace tertulia::base {
namespace {

constexpr unsigned kBits = 128;
constexpr unsigned kByte = 8;
/// Before an IPv4 address that is mapped to IPv6.
constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

/// The bits of this byte that belong to a prefix.
std::uint8_t mask_of(std::size_t byte, unsigned prefix) {
  const auto begin = static_cast<unsigned>(byte) * kByte;
  const auto bits = std::clamp(prefix, begin, begin + kByte) - begin;
  return static_cast<std::uint8_t>(0xFF00U >> bits);
}

}  // namespace

Network::Network(const Bytes& bytes, unsigned prefix) : bytes_(bytes), prefix_(prefix) {
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    bytes_.at(i) = static_cast<std::uint8_t>(bytes_.at(i) & mask_of(i, prefix));
  }
}

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const std::string address(text.substr(0, std::min(text.find('%'), slash)));
  Bytes bytes{};
  std::ranges::copy(kMapped, bytes.begin());
  const bool four = ::inet_pton(AF_INET, address.c_str(), bytes.data() + kMapped.size()) == 1;
  if (!four && ::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return std::nullopt;
  if (address.find('\0') != std::string::npos) return std::nullopt;
  const auto before = four ? kIpv4Prefix : 0;
  if (slash == text.size()) return Network(bytes, kBits);
  const auto prefix = parse_count(text.substr(slash + 1));
  if (!prefix || *prefix > kBits - before) return std::nullopt;
  return Network(bytes, before + static_cast<unsigned>(*prefix));
}

bool Network::contains(const Network& other) const {
  return prefix_ <= other.prefix_ && Network(other.bytes_, prefix_).bytes_ == bytes_;
}

bool Network::is_ipv4() const {
  return prefix_ >= kIpv4Prefix && std::equal(kMapped.begin(), kMapped.end(), bytes_.begin());
}

bool Network::is_loopback() const {
  static const auto four = *parse("127.0.0.0/8");
  static const auto six = *parse("::1");
  return four.contains(*this) || *this == six;
}

std::string Network::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool four = is_ipv4();
  ::inet_ntop(four ? AF_INET : AF_INET6, bytes_.data() + (four ? kMapped.size() : 0), text.data(),
              text.size());
  return prefix_ == kBits ? text.data() : fmt::format("{}/{}", text.data(), prefix());
}

}  // namespace tertulia::base
