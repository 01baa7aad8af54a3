#include "tertulia/server/broadcast.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/members.h"

namespace tertulia::server::broadcast_test {
namespace {

using support::run_passes;
using CloseReason = reactor::Stream::CloseReason;

using support::Member;

struct Fixture : support::ChannelLoop {
  Member& add(reactor::Stream::Limits limits = support::kAmple) {
    auto& member = *members.emplace_back(std::make_unique<Member>(loop, deadlines, limits));
    member.place.subscribe(broadcast);
    return member;
  }

  Broadcast broadcast{loop, statistics};
  std::vector<std::unique_ptr<Member>> members;
};

TEST_CASE_FIXTURE(Fixture, "a broadcast reaches all members at the end of the pass, in order") {
  auto& one = add();
  auto& two = add();
  broadcast.to_all("a");
  broadcast.to_all("b");
  CHECK(one.heard().empty());
  run_passes(loop);
  CHECK(one.heard() == "ab");
  CHECK(two.heard() == "ab");
  broadcast.to_all("c");
  run_passes(loop);
  CHECK(one.heard() == "c");
  CHECK(two.heard() == "c");
}

TEST_CASE_FIXTURE(Fixture, "a private line keeps its place in the order") {
  auto& one = add();
  auto& two = add();
  one.place.send("1");
  broadcast.to_all("a");
  one.place.send("2");
  one.place.send("3");
  broadcast.to_all("b");
  CHECK(one.heard() == "1a23");
  CHECK(two.heard().empty());
  run_passes(loop);
  CHECK(one.heard() == "b");
  CHECK(two.heard() == "ab");
}

TEST_CASE_FIXTURE(Fixture, "a new member gets the lines after its join") {
  auto& one = add();
  broadcast.to_all("a");
  auto& two = add();
  CHECK(two.place.find(broadcast) != nullptr);
  broadcast.to_all("b");
  two.place.send("2");
  broadcast.to_all("c");
  run_passes(loop);
  CHECK(one.heard() == "abc");
  CHECK(two.heard() == "b2c");
}

TEST_CASE_FIXTURE(Fixture, "a leaving member gets the lines before its leave") {
  auto& one = add();
  auto& two = add();
  auto& three = add();
  broadcast.to_all("a");
  one.place.unsubscribe(broadcast);
  CHECK(one.place.find(broadcast) == nullptr);
  broadcast.to_all("b");
  one.place.unsubscribe(broadcast);
  CHECK(one.heard() == "a");
  one.place.send("bye");
  run_passes(loop);
  CHECK(one.heard() == "bye");
  CHECK(two.heard() == "ab");
  CHECK(three.heard() == "ab");
  three.place.unsubscribe(broadcast);
  two.place.unsubscribe(broadcast);
  broadcast.to_all("c");
  run_passes(loop);
  CHECK(two.heard().empty());
}

TEST_CASE_FIXTURE(Fixture, "a member that joins again gets no line twice") {
  auto& one = add();
  broadcast.to_all("a");
  one.place.unsubscribe(broadcast);
  broadcast.to_all("b");
  one.place.subscribe(broadcast);
  broadcast.to_all("c");
  run_passes(loop);
  CHECK(one.heard() == "ac");
}

TEST_CASE_FIXTURE(Fixture, "the other members get lines that some members do not get, in order") {
  auto& one = add();
  auto& two = add();
  auto& three = add();
  const std::array except{one.place.find(broadcast), two.place.find(broadcast)};
  broadcast.to_all("a");
  broadcast.to_others(except, "b");
  two.place.send("2");
  broadcast.to_all("c");
  broadcast.to_others({}, "d");
  run_passes(loop);
  CHECK(one.heard() == "acd");
  CHECK(two.heard() == "a2cd");
  CHECK(three.heard() == "abcd");
}

TEST_CASE_FIXTURE(Fixture, "a long batch does not wait for the end of the pass") {
  auto& one = add();
  auto& two = add();
  const std::array except{two.place.find(broadcast)};
  const std::string half(Broadcast::kMaxBatch / 2, 'x');
  broadcast.to_all(half);
  CHECK(one.heard().empty());
  broadcast.to_others(except, half);
  CHECK(one.heard() == half + half);
  CHECK(two.heard() == half);
  broadcast.to_all("after");
  auto& three = add();
  broadcast.to_all("!");
  run_passes(loop);
  CHECK(one.heard() == "after!");
  CHECK(two.heard() == "after!");
  CHECK(three.heard() == "!");
}

TEST_CASE_FIXTURE(Fixture, "a batch is shorter when the send budget has little room") {
  auto& one = add();
  add();
  const std::string line(1'000, 'x');
  std::size_t room = 0;
  std::size_t batch = 0;
  SUBCASE("all members together fit into it") { room = 20'000, batch = 10'000; }
  SUBCASE("but not very short") { room = 0, batch = 5'000; }
  loop.send_budget().set_limit(room);
  std::size_t sent = 0;
  while (one.heard().empty()) {
    broadcast.to_all(line);
    sent += line.size();
  }
  CHECK(sent == batch);
}

TEST_CASE_FIXTURE(Fixture, "an overflow during a broadcast only marks the member") {
  auto& one = add();
  auto& stalled = add({1'000, support::kGiveUp});
  auto& three = add();
  stalled.pair.stream().write(std::string(100, 'x'));
  const std::string line(50'000, 'y');
  std::string heard_by_one;
  std::string heard_by_three;
  while (stalled.pair.stream().open()) {
    broadcast.to_all(line);
    broadcast.to_all(line);  // a long batch is flushed within this call
    heard_by_one += one.heard();
    heard_by_three += three.heard();
  }
  CHECK_FALSE(stalled.pair.near.closed());
  CHECK(stalled.place.find(broadcast) != nullptr);
  broadcast.to_all("last");
  run_passes(loop);
  heard_by_one += one.heard();
  heard_by_three += three.heard();
  CHECK(stalled.pair.near.ends == std::vector{CloseReason::overflow});
  CHECK(heard_by_one.ends_with("ylast"));
  CHECK((heard_by_one == heard_by_three));
  stalled.place.send("nobody");
  stalled.place.unsubscribe(broadcast);
}

TEST_CASE_FIXTURE(support::ChannelLoop, "a broadcast can be destroyed while it has pending lines") {
  Member member(loop, deadlines);
  {
    Broadcast other(loop, statistics);
    member.place.subscribe(other);
    other.to_all("a");
    member.place.unsubscribe(other);
    other.to_all("b");
  }
  run_passes(loop);
  CHECK(member.heard() == "a");
}

TEST_CASE_FIXTURE(Fixture, "a subscriber that is destroyed gets nothing, and the others all") {
  auto& one = add();
  {
    Member two(loop, deadlines);
    two.place.subscribe(broadcast);
    broadcast.to_all("a");
  }
  broadcast.to_all("b");
  run_passes(loop);
  CHECK(one.heard() == "ab");
}

}  // namespace
}  // namespace tertulia::server::broadcast_test
