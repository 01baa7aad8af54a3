#include "tertulia/duo/display.h"

#include <utility>

namespace tertulia::duo {

void Display::show(std::string_view line) {
  last_ = line;
  if (released_ || !console_.interactive()) return console_.print(line);
  held_.emplace_back(line);
  held_bytes_ += line.size();
}

void Display::show_once(std::string_view line) {
  if (line != last_) show(line);
}

void Display::release() {
  released_ = true;
  held_bytes_ = 0;
  for (const auto& line : std::exchange(held_, {})) console_.print(line);
}

}  // namespace tertulia::duo
