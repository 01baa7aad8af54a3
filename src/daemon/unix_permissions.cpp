#include "daemon/unix_permissions.h"

#include <charconv>
#include <system_error>

#include <fmt/core.h>
#include <grp.h>

namespace tertulia::daemon {
namespace {

template <class Number>
bool parse_number(std::string_view text, Number& number, int base) {
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, base);
  return !text.empty() && error == std::errc{} && rest == end;
}

}  // namespace

base::Result<mode_t> parse_mode(std::string_view text) {
  constexpr mode_t kMax = 0777;
  mode_t mode = 0;
  if (!parse_number(text, mode, 8) || mode > kMax) {
    return base::Error{fmt::format("'{}' is no file mode: octal, 0 to 0777", text)};
  }
  return mode;
}

std::string format_mode(mode_t mode) { return fmt::format("{:04o}", mode); }

base::Result<gid_t> find_group(const std::string& text) {
  if (const auto* group = ::getgrnam(text.c_str())) return group->gr_gid;
  gid_t number = 0;
  // chown() takes the highest number for "unchanged".
  if (parse_number(text, number, 10) && number != static_cast<gid_t>(-1)) return number;
  return base::Error{fmt::format("there is no group '{}'", text)};
}

}  // namespace tertulia::daemon
