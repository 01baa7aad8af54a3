#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tertulia::bench {

/// The figures of a run as a JSON object: names and numbers, in the order of the calls.
class Figures {
 public:
  void add(std::string_view name, double value);
  void add(std::string_view name, std::uint64_t value);
  /// A nested object.
  void add(std::string_view name, const Figures& inner);
  std::string json() const { return "{" + members_ + "}"; }

 private:
  void add_raw(std::string_view name, std::string_view value);
  std::string members_;
};

}  // namespace tertulia::bench
