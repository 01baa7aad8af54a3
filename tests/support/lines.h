#pragma once

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::support {

/// The lines that a client or a screen got, in order.
using Lines = std::vector<std::string>;

}  // namespace tertulia::support

namespace doctest {

template <>
struct StringMaker<tertulia::support::Lines> {
  static String convert(const tertulia::support::Lines& lines) {
    std::string text;
    for (const auto& line : lines) text += "\n  | " + line;
    return text.empty() ? "(nothing)" : text.c_str();
  }
};

}  // namespace doctest
