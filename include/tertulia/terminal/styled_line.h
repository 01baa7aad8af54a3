#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tertulia::terminal {

/// The number of colours that a text can have. All of them can be read on a light and on a dark
/// background. A terminal with eight colours shows some of them alike.
inline constexpr std::uint8_t kColors = 12;

/// How text looks on a terminal with colour; other outputs ignore it.
struct Style {
  std::uint8_t color = 0;  ///< From 1 to `kColors`; 0 and others are the terminal's own colour.
  bool bold = false, dim = false, reverse = false;

  bool operator==(const Style&) const = default;
};

/// One line of output, in parts that may look different.
struct StyledLine {
  struct Part {
    std::string text;
    Style style;

    bool operator==(const Part&) const = default;
  };
  std::vector<Part> parts;

  /// The text of all parts.
  std::string text() const;
  bool operator==(const StyledLine&) const = default;
};

}  // namespace tertulia::terminal
