#include "bench/load/figures.h"

#include <fmt/core.h>

namespace tertulia::bench {

void Figures::add(std::string_view name, double value) { add_raw(name, fmt::format("{}", value)); }
void Figures::add(std::string_view name, std::uint64_t value) {
  add_raw(name, fmt::format("{}", value));
}
void Figures::add(std::string_view name, const Figures& inner) { add_raw(name, inner.json()); }

void Figures::add_raw(std::string_view name, std::string_view value) {
  members_ += fmt::format("{}\"{}\": {}", members_.empty() ? "" : ", ", name, value);
}

}  // namespace tertulia::bench
