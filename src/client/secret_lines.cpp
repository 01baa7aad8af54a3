#include "client/secret_lines.h"

#include "tertulia/base/text.h"
#include "tertulia/chat/command_table.h"

namespace tertulia::client {

bool may_have_password(std::string_view line) {
  const auto* row = chat::find_command(line.substr(0, line.find_first_of(" \t")));
  return row != nullptr && (row->name() == "/register" || row->name() == "/password");
}

bool has_password(std::string_view line) {
  line = base::trim(line);
  return may_have_password(line) && line.find_first_of(" \t") != std::string_view::npos;
}

}  // namespace tertulia::client
