#pragma once

#include <cstddef>
#include <limits>

namespace tertulia::chat {

/// The rows and bytes that a list still has room for, so that it fits into the queue of who asks
/// for it.
class ListSpace {
 public:
  /// For all of it.
  ListSpace() = default;
  ListSpace(std::size_t rows, std::size_t bytes) : rows_(rows), bytes_(bytes) {}

  /// Takes the space of a row with so many bytes of text. False if there is too little.
  bool take(std::size_t text) {
    const auto cost = kRowCost + kMaxGrowth * text;
    if (rows_ == 0 || cost > bytes_) return false;
    --rows_;
    bytes_ -= cost;
    return true;
  }

 private:
  /// What a row costs beside its texts, which a dialect may make so many times as long.
  static constexpr std::size_t kRowCost = 256;
  static constexpr std::size_t kMaxGrowth = 3;

  std::size_t rows_ = std::numeric_limits<std::size_t>::max();
  std::size_t bytes_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace tertulia::chat
