#include "tertulia/server/request_numbers.h"

#include <doctest/doctest.h>

namespace tertulia::server::request_numbers_test {
namespace {

TEST_CASE("a number that is not above all before it was had before") {
  RequestNumbers numbers;
  CHECK(numbers.begin(3));
  CHECK_FALSE(numbers.begin(3));
  CHECK_FALSE(numbers.begin(1));
  CHECK(numbers.begin(7));
  CHECK_FALSE(numbers.begin(4));
}

TEST_CASE("requests count as finished when all before them are finished, too") {
  RequestNumbers numbers;
  CHECK(numbers.finished() == 0);
  for (const chat::Number number : {1U, 2U, 5U, 6U}) numbers.begin(number);
  numbers.finish(2);
  CHECK(numbers.finished() == 0);
  numbers.finish(1);
  CHECK(numbers.finished() == 2);
  numbers.finish(6);
  CHECK(numbers.finished() == 2);
  numbers.finish(5);
  CHECK(numbers.finished() == 6);
}

TEST_CASE("a number that is unknown or finished changes nothing") {
  RequestNumbers numbers;
  numbers.begin(2);
  numbers.finish(1);
  numbers.finish(9);
  CHECK(numbers.finished() == 0);
  numbers.finish(2);
  numbers.finish(2);
  CHECK(numbers.finished() == 2);
}

TEST_CASE("what a former server has stored was had before") {
  RequestNumbers numbers(5);
  CHECK(numbers.stored() == 5);
  CHECK_FALSE(numbers.begin(5));
  CHECK(numbers.begin(6));
  numbers.finish(6);
  CHECK(numbers.finished() == 6);
  CHECK(numbers.stored() == 5);
  numbers.set_stored(6);
  CHECK(numbers.stored() == 6);
}

TEST_CASE("the latest requests that were refused are known") {
  RequestNumbers numbers;
  numbers.refuse(0);
  CHECK(numbers.refused().empty());
  for (chat::Number number = 1; number <= RequestNumbers::kMaxRefused + 2; ++number) {
    numbers.refuse(number);
  }
  CHECK(numbers.refused().size() == RequestNumbers::kMaxRefused);
  CHECK(numbers.refused().front() == 3);
  CHECK(numbers.refused().back() == RequestNumbers::kMaxRefused + 2);
}

}  // namespace
}  // namespace tertulia::server::request_numbers_test
