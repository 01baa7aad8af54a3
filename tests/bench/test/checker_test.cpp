#include "bench/load/checker.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::bench {
namespace {

/// Three clients. The first two send.
Checker three(Echo echo) { return {3, {0, 1}, echo}; }

void deliver(Checker& checker, std::size_t sender, std::uint32_t sequence) {
  for (std::size_t receiver = 0; receiver < 3; ++receiver) {
    checker.receive(receiver, sender, sequence);
  }
}

TEST_CASE("a run is correct when all clients get all messages in their senders' order") {
  auto checker = three(Echo::yes);
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(checker.send(0) == i);
    CHECK(checker.send(1) == i);
    CHECK_FALSE(checker.complete());
    deliver(checker, 1, i);
    deliver(checker, 0, i);
  }
  CHECK(checker.complete());
  CHECK(checker.fault().empty());
  CHECK(checker.received() == 18);
}

TEST_CASE("a lost message is detected by the next") {
  auto checker = three(Echo::yes);
  checker.send(0);
  checker.send(0);
  deliver(checker, 0, 1);
  CHECK(checker.fault() == "lost or out of order before: message 1 of sender 0 at client 0");
}

TEST_CASE("a lost last message leaves the run incomplete, and is named") {
  auto checker = three(Echo::yes);
  checker.send(1);
  checker.receive(0, 1, 0);
  checker.receive(2, 1, 0);
  CHECK_FALSE(checker.complete());
  CHECK(checker.fault().empty());
  CHECK(checker.describe_missing() == "lost: client 1 has had 0 of the 1 messages of sender 1");
}

TEST_CASE("a doubled message is detected, also the last one") {
  auto checker = three(Echo::yes);
  checker.send(0);
  deliver(checker, 0, 0);
  CHECK(checker.complete());
  checker.receive(2, 0, 0);
  CHECK(checker.fault() == "doubled or out of order: message 0 of sender 0 at client 2");
}

TEST_CASE("two swapped messages are detected") {
  auto checker = three(Echo::yes);
  checker.send(0);
  checker.send(0);
  checker.receive(1, 0, 1);
  checker.receive(1, 0, 0);
  CHECK(checker.fault() == "lost or out of order before: message 1 of sender 0 at client 1");
}

TEST_CASE("a message that no client sent is detected") {
  auto checker = three(Echo::yes);
  checker.send(0);
  checker.receive(1, 1, 0);
  CHECK(checker.fault() == "never sent: message 0 of sender 1 at client 1");
  auto other = three(Echo::yes);
  other.receive(1, 2, 0);
  CHECK(other.fault() == "from or to a stranger: message 0 of sender 2 at client 1");
}

TEST_CASE("without an echo the sender expects no message, and must get none") {
  auto checker = three(Echo::no);
  checker.send(0);
  checker.receive(1, 0, 0);
  CHECK_FALSE(checker.complete());
  checker.receive(2, 0, 0);
  CHECK(checker.complete());
  CHECK(checker.fault().empty());
  checker.receive(0, 0, 0);
  CHECK(checker.fault() == "echoed: message 0 of sender 0 at client 0");
}

TEST_CASE("a confined sender is heard by its audience, and by no other client") {
  auto checker = three(Echo::yes);
  const std::size_t audience[] = {0, 2};
  checker.confine(0, audience);
  checker.send(0);
  checker.receive(0, 0, 0);
  CHECK_FALSE(checker.complete());
  checker.receive(2, 0, 0);
  CHECK(checker.complete());
  CHECK(checker.describe_missing().empty());
  checker.send(1);
  deliver(checker, 1, 0);
  CHECK(checker.complete());
  CHECK(checker.fault().empty());
  checker.receive(1, 0, 0);
  CHECK(checker.fault() == "in the wrong room: message 0 of sender 0 at client 1");
}

TEST_CASE("excused clients expect no message, and their messages do not count") {
  auto checker = three(Echo::yes);
  checker.excuse(2);
  checker.send(0);
  checker.receive(2, 0, 0);
  checker.receive(2, 0, 0);
  checker.receive(0, 0, 0);
  CHECK_FALSE(checker.complete());
  checker.receive(1, 0, 0);
  CHECK(checker.complete());
  CHECK(checker.received() == 2);
  CHECK(checker.fault().empty());
}

}  // namespace
}  // namespace tertulia::bench
