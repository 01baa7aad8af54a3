#include "tertulia/terminal/styled_line.h"

namespace tertulia::terminal {

std::string StyledLine::text() const {
  std::string all;
  for (const auto& part : parts) all += part.text;
  return all;
}

}  // namespace tertulia::terminal
