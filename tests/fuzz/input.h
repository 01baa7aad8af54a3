#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tertulia::fuzz {

/// The fuzzer's input, read piece by piece from the front, so that a person can type a seed. After
/// the end there are zeros and empty texts.
class Input {
 public:
  static constexpr char kEndOfText = '\xFF';

  Input(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return rest_.empty(); }
  std::size_t byte() {
    const auto taken = take(1);
    return taken.empty() ? 0 : static_cast<unsigned char>(taken.front());
  }
  std::size_t below(std::size_t bound) { return byte() % bound; }
  std::string_view take(std::size_t bytes) {
    const auto taken = rest_.substr(0, bytes);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  /// The text up to the next `kEndOfText`, or to the end.
  std::string_view text() {
    const auto taken = take(std::min(rest_.find(kEndOfText), rest_.size()));
    take(1);
    return taken;
  }
  std::string_view rest() { return take(rest_.size()); }

 private:
  std::string_view rest_;
};

}  // namespace tertulia::fuzz
