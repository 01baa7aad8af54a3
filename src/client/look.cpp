#include "client/look.h"

#include "tertulia/base/terminal_text.h"

namespace tertulia::client {

bool uses_color(ColorUse use, bool terminal, base::Environment environment) {
  if (use != ColorUse::automatic) return use == ColorUse::always;
  return terminal && environment("NO_COLOR").empty() &&
         base::terminal_of(environment).has_sequences;
}

}  // namespace tertulia::client
