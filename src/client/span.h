#pragma once

#include <cstddef>
#include <string_view>

namespace tertulia::client {

/// A part of a text, in bytes.
struct Span {
  std::size_t begin = 0;
  std::size_t size = 0;

  std::string_view in(std::string_view text) const { return text.substr(begin, size); }
  bool operator==(const Span&) const = default;
};

}  // namespace tertulia::client
