#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"

/// The message of the day. It is small, so that a client that has just come can take it.
namespace tertulia::daemon {

inline constexpr std::size_t kMaxMotdLines = 64;
inline constexpr std::size_t kMaxMotdBytes = 16 * 1024;

/// Its lines: of UTF-8, ended by LF or CRLF. An empty text has none.
base::Result<std::vector<std::string>> parse_motd(std::string_view text);
/// Those of a regular file; of any other kind reading might never end.
base::Result<std::vector<std::string>> read_motd(const std::string& path);
/// Whether the lines, as they are sent, take no more than half of what may wait for a client.
base::Result<std::monostate> check_motd_fits(const std::vector<std::string>& lines,
                                             std::uint64_t send_queue);

}  // namespace tertulia::daemon
