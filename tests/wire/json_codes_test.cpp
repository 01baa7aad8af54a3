#include "wire/json_codes.h"

#include <set>
#include <string_view>

#include <doctest/doctest.h>

namespace tertulia::wire::json::json_codes_test {
namespace {

TEST_CASE("each problem has a code of its own, a word that programs can rely on") {
  CHECK(code_of(chat::Problem::name_empty) == "name_empty");
  CHECK(code_of(chat::Problem::name_taken) == "name_taken");
  CHECK(code_of(chat::Problem::unknown_session) == "unknown_session");
  CHECK(code_of(chat::Problem::address_full) == "address_full");
  std::set<std::string_view> codes;
  const auto count = static_cast<std::size_t>(chat::Problem::address_full) + 1;
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = code_of(static_cast<chat::Problem>(i));
    CHECK(codes.insert(code).second);
    CHECK(code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
          std::string_view::npos);
  }
}

}  // namespace
}  // namespace tertulia::wire::json::json_codes_test
