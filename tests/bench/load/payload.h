#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tertulia::bench {

/// What every message says: who sent it, which of its messages it is (from 0), and when.
struct Payload {
  std::uint32_t sender;
  std::uint32_t sequence;
  std::int64_t sent_at;  ///< In ns, of the monotonic clock.
};

/// Its length as text. With a line feed it is 64 bytes.
inline constexpr std::size_t kPayloadLength = 63;
/// The text begins with it. No server puts it into anything of its own.
inline constexpr char kPayloadMark = '~';

void append_payload(std::string& out, const Payload& payload);
/// Nothing unless it is a payload to the last byte.
std::optional<Payload> read_payload(std::string_view text);

}  // namespace tertulia::bench
