#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"

/// The message of the day. Its size is limited so that it fits into a new client's output queue.
namespace tertulia::daemon {

inline constexpr std::size_t kMaxMotdLines = 64;
inline constexpr std::size_t kMaxMotdBytes = 16 * 1024;

/// Splits the text into lines, which end with LF or CRLF. An empty text has no lines. An error if
/// the text is too long or not UTF-8.
base::Result<std::vector<std::string>> parse_motd(std::string_view text);
/// Reads the lines of a regular file. Any other kind of file is an error, because reading it may
/// block.
base::Result<std::vector<std::string>> read_motd(const std::string& path);
/// Checks that the lines, as they are sent, need at most half of `send_queue` bytes.
base::Result<std::monostate> check_motd_fits(const std::vector<std::string>& lines,
                                             std::uint64_t send_queue);

}  // namespace tertulia::daemon
