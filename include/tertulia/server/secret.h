#pragma once

#include <string_view>
#include <vector>

namespace tertulia::server {

/// Bytes that are overwritten when they are not needed any more.
class Secret {
 public:
  explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
  ~Secret() { wipe(); }
  Secret(Secret&&) = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  std::string_view text() const { return {bytes_.data(), bytes_.size()}; }

 private:
  void wipe();

  std::vector<char> bytes_;
};

}  // namespace tertulia::server
