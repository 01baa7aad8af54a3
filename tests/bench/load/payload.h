#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tertulia::bench {

/// The content of every message: its sender, its number (from 0), and its time.
struct Payload {
  std::uint32_t sender;
  std::uint32_t sequence;
  std::int64_t sent_at;  ///< In ns, of the monotonic clock.
};

/// The length of a payload's text. With a line feed it is 64 bytes.
inline constexpr std::size_t kPayloadLength = 63;
/// The text begins with it. No server uses it in other lines.
inline constexpr char kPayloadMark = '~';

void append_payload(std::string& out, const Payload& payload);
/// Nullopt unless the whole text is a payload.
std::optional<Payload> read_payload(std::string_view text);

}  // namespace tertulia::bench
