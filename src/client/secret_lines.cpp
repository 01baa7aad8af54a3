#include "client/secret_lines.h"

#include <algorithm>

#include "tertulia/base/text.h"
#include "tertulia/chat/command_table.h"
#include "tertulia/wire/plain.h"

namespace tertulia::client {
namespace {

/// Any other character ends a command: a no-break space looks like a blank, and what stands behind
/// it is a password all the same.
std::size_t command_size(std::string_view line) {
  return std::min(line.find_first_not_of(wire::plain::kCommandLetters, 1), line.size());
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
