#pragma once

#include <array>
#include <cstddef>

#include "tertulia/chat/problem.h"

namespace tertulia::wire {

/// Whether a table has one row for each problem, in the order of the enumeration: then a problem is
/// the index of its row.
template <class Row, std::size_t kSize>
constexpr bool has_row_for_each_problem(const std::array<Row, kSize>& rows) {
  for (std::size_t i = 0; i < kSize; ++i) {
    if (rows[i].problem != static_cast<chat::Problem>(i)) return false;
  }
  return rows.back().problem == chat::Problem::address_full;
}

/// The row of this problem.
template <class Row, std::size_t kSize>
constexpr const Row& row_of(chat::Problem problem, const std::array<Row, kSize>& rows) {
  return rows.at(static_cast<std::size_t>(problem));
}

}  // namespace tertulia::wire
