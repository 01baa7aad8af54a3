#include "client/secret_lines.h"

#include <algorithm>

#include "tertulia/base/text.h"
#include "tertulia/chat/command_table.h"

namespace tertulia::client {
namespace {

/// The size of the `/register` at the beginning. Any other character ends it: a no-break space
/// looks like a blank, and what stands behind it is a password all the same.
std::size_t command_size(std::string_view line) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return std::min(line.find_first_not_of(kLetters, 1), line.size());
}

}  // namespace

bool may_have_password(std::string_view line) {
  line = base::without_indent(line);
  const auto* row = chat::find_command(line.substr(0, command_size(line)));
  return row != nullptr && (row->name() == "/register" || row->name() == "/password");
}

bool has_password(std::string_view line) {
  line = base::trim(base::without_indent(line));
  return may_have_password(line) && command_size(line) < line.size();
}

}  // namespace tertulia::client
