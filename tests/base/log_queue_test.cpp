#include "base/log_queue.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::base::log_queue_test {
namespace {

constexpr std::size_t kMax = 10'000;
/// Longer than what the queue adds for a line, so that a test may count bytes roughly.
const std::string kLong(1'000, 'x');

std::vector<std::string> pop_all(LogQueue& queue) {
  std::vector<std::string> lines;
  while (!queue.empty()) lines.push_back(queue.pop());
  return lines;
}

TEST_CASE("lines of several sources keep their order") {
  LogQueue queue(kMax);
  queue.push({"a", 1}, "one");
  queue.push({}, "two");
  queue.push({"b", 2}, "three");
  queue.push({"a", 1}, "four");
  CHECK(queue.front_size() == 3);
  CHECK(pop_all(queue) == std::vector<std::string>{"one", "two", "three", "four"});
  CHECK_FALSE(queue.take_drops());
}

TEST_CASE("a flood from one address drops its newest lines, and nobody else's") {
  LogQueue queue(kMax);
  queue.push({"good", 1}, "before");
  for (int i = 0; i < 100; ++i) queue.push({"bad", 2}, std::to_string(i) + kLong);
  queue.push({"good", 1}, "after");
  CHECK_FALSE(queue.drops_due());
  const auto lines = pop_all(queue);
  REQUIRE(lines.size() > 2);
  CHECK(lines.size() < 12);
  CHECK(lines.front() == "before");
  CHECK(lines.at(1) == "0" + kLong);
  CHECK(lines.back() == "after");
  const auto drops = queue.take_drops();
  REQUIRE(drops);
  CHECK(drops->lines == 102 - lines.size());
  CHECK(drops->last_address == "bad");
  CHECK_FALSE(queue.take_drops());
}

TEST_CASE("a thousand connections of one address have one share") {
  LogQueue queue(kMax);
  for (std::uint64_t i = 0; i < 1'000; ++i) queue.push({"bad", i}, kLong.substr(0, 100));
  for (int i = 0; i < 4; ++i) queue.push({"good", 1'001}, kLong);
  const auto lines = pop_all(queue);
  CHECK(std::ranges::count(lines, kLong) == 4);
}

TEST_CASE("behind one address, the client that floods loses its lines") {
  LogQueue queue(kMax);
  queue.push({"proxy", 1}, "a message");
  for (int i = 0; i < 100; ++i) queue.push({"proxy", 2}, kLong);
  queue.push({"proxy", 1}, "another");
  const auto lines = pop_all(queue);
  CHECK(lines.front() == "a message");
  CHECK(lines.back() == "another");
}

TEST_CASE("the drops are due where the first dropped line was") {
  LogQueue queue(kMax);
  queue.push({"good", 1}, "before");
  for (int i = 0; i < 9; ++i) queue.push({"bad", 2}, kLong);
  queue.push({"good", 1}, "after");
  CHECK(queue.pop() == "before");
  while (!queue.drops_due()) CHECK(queue.pop() == kLong);
  CHECK(queue.take_drops());
  CHECK(pop_all(queue) == std::vector<std::string>{"after"});
}

TEST_CASE("a line that is longer than the maximum is dropped") {
  LogQueue queue(kMax);
  queue.push({"a", 1}, std::string(kMax, 'x'));
  CHECK(queue.empty());
  CHECK(queue.take_drops()->lines == 1);
}

TEST_CASE("popped lines leave their space to others") {
  LogQueue queue(kMax);
  for (int i = 0; i < 1'000; ++i) {
    queue.push({"a", 1}, kLong);
    queue.push({"b", 2}, kLong);
    CHECK(queue.pop() == kLong);
    CHECK(queue.pop() == kLong);
  }
  CHECK_FALSE(queue.take_drops());
}

}  // namespace
}  // namespace tertulia::base::log_queue_test
