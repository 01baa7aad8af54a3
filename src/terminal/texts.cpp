#include "tertulia/terminal/texts.h"

namespace tertulia::terminal {

std::string filled(std::string text, std::string_view value) {
  const auto at = text.find("{}");
  return at == std::string::npos ? text : text.replace(at, 2, value);
}

}  // namespace tertulia::terminal
