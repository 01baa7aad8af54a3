#include "daemon/unix_permissions.h"

#include <charconv>
#include <system_error>

#include <fmt/core.h>
#include <grp.h>

#include "tertulia/base/units.h"

namespace tertulia::daemon {

base::Result<mode_t> parse_mode(std::string_view text) {
  constexpr int kOctal = 8;
  constexpr mode_t kMax = 0777;
  mode_t mode = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, mode, kOctal);
  if (error != std::errc{} || rest != end || mode > kMax) {
    return base::Error{fmt::format("'{}' is no file mode: octal, 0 to 0777", text)};
  }
  return mode;
}

std::string format_mode(mode_t mode) { return fmt::format("{:04o}", mode); }

base::Result<gid_t> find_group(const std::string& text) {
  if (const auto* group = ::getgrnam(text.c_str())) return group->gr_gid;
  const auto number = base::parse_count(text);
  // chown() takes the highest number for "unchanged".
  if (number && *number < static_cast<gid_t>(-1)) return static_cast<gid_t>(*number);
  return base::Error{fmt::format("there is no group '{}'", text)};
}

}  // namespace tertulia::daemon
