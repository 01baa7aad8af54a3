#include "tertulia/reactor/stream.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "support/stream_pair.h"

namespace tertulia::reactor::stream_test {
namespace {

using support::pass_time;
using support::run_passes;
using support::run_until;
using CloseReason = Stream::CloseReason;

constexpr std::size_t kMoreThanTheKernelTakes = 8 * 1024 * 1024;

TEST_SUITE_BEGIN("stream");

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  std::ranges::generate(bytes, [&state] {
    state = state * 1'664'525 + 1'013'904'223;
    return static_cast<char>(state >> 24U);
  });
  return bytes;
}

struct Fixture {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::StreamPair pair{loop, deadlines};
  Stream& stream = pair.stream();
};

TEST_CASE_FIXTURE(Fixture, "bytes go both ways") {
  support::put(pair.far, "to here");
  stream.write("to there");
  CHECK(pair.near.received.empty());
  run_until(loop, [&] { return pair.near.received == "to here"; });
  CHECK(pair.arrived(8) == "to there");
}

TEST_CASE_FIXTURE(Fixture, "the reactor counts all bytes, also the queued ones") {
  const auto before = loop.traffic();
  support::put(pair.far, "to here");
  const auto sent = pattern(kMoreThanTheKernelTakes);
  stream.write(sent);
  CHECK(loop.traffic().sent - before.sent < sent.size());
  pair.arrived(sent.size());
  stream.close();
  support::end_output(pair.far);
  pair.run_until_closed();
  CHECK(loop.traffic().sent - before.sent ==
        support::wire_size(sent.size()) + support::wire_size_of_end());
  CHECK(loop.traffic().received - before.received ==
        support::wire_size(7) + support::wire_size_of_end());
}

TEST_CASE_FIXTURE(Fixture, "bytes that an abort drops are not counted as sent") {
  const auto before = loop.traffic().sent;
  stream.write(pattern(kMoreThanTheKernelTakes));
  stream.abort();
  pair.run_until_closed();
  std::size_t arrived = 0;
  for (std::string part; !(part = support::get(pair.far.socket)).empty();) arrived += part.size();
  CHECK(loop.traffic().sent - before == arrived);
}

TEST_CASE_FIXTURE(Fixture, "the first call to the handler comes from the loop") {
  support::put(pair.far, "x");
  support::end_output(pair.far);
  CHECK(pair.near.received.empty());
  CHECK(pair.near.peer_ended == 0);
  run_until(loop, [&] { return pair.near.peer_ended == 1; });
  CHECK(pair.near.received == "x");
}

TEST_CASE_FIXTURE(Fixture, "input that is not consumed stays, and new input is appended") {
  int calls = 0;
  pair.near.during_input = [&] { ++calls; };
  support::put(pair.far, "abc");
  run_until(loop, [&] { return stream.input() == "abc"; });
  stream.consume(1);
  CHECK(stream.input() == "bc");
  run_passes(loop);
  CHECK(calls == 1);
  support::put(pair.far, "d");
  run_until(loop, [&] { return calls == 2; });
  pair.near.take();
  CHECK(pair.near.received == "bcd");
  CHECK(stream.input().empty());
  stream.consume(100);
}

TEST_CASE_FIXTURE(Fixture, "much input arrives whole and in order") {
  const auto sent = pattern(1'000'000);
  const auto wire = support::on_wire(pair.far, sent);
  std::size_t done = 0;
  run_until(loop, [&] {
    const auto count =
        ::send(pair.far.fd(), wire.data() + done, wire.size() - done, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count > 0) done += static_cast<std::size_t>(count);
    return pair.near.received.size() == sent.size();
  });
  CHECK((pair.near.received == sent));
}

TEST_CASE_FIXTURE(Fixture,
                  "available input is read at once up to a limit, and the rest in later passes") {
  std::vector<std::size_t> pieces;
  pair.near.during_input = [&] {
    const auto before = pair.near.received.size();
    pair.near.take();
    pieces.push_back(pair.near.received.size() - before);
  };
  const auto sent = pattern(Stream::kMaxRead + 5'000);
  support::put(pair.far, sent);
  run_until(loop, [&] { return pair.near.received.size() == sent.size(); });
  CHECK((pair.near.received == sent));
  if (!support::encrypted()) CHECK(pieces.front() == Stream::kMaxRead);
  CHECK(pieces.size() <= 3);
}

TEST_CASE_FIXTURE(Fixture, "while paused nothing is read, and nothing is lost") {
  stream.pause_input();
  support::put(pair.far, "abc");
  support::end_output(pair.far);
  run_passes(loop);
  CHECK(pair.near.received.empty());
  CHECK(pair.near.peer_ended == 0);
  stream.resume_input();
  run_until(loop, [&] { return pair.near.peer_ended == 1; });
  CHECK(pair.near.received == "abc");
}

TEST_CASE_FIXTURE(
    Fixture,
    "a pause within on_input keeps the input, and a resume does not report it within the call") {
  int calls = 0;
  pair.near.during_input = [&] {
    ++calls;
    stream.pause_input();
  };
  support::put(pair.far, "abc");
  run_until(loop, [&] { return calls == 1; });
  support::put(pair.far, "def");
  run_passes(loop);
  CHECK(stream.input() == "abc");
  pair.near.during_input = nullptr;
  stream.resume_input();
  CHECK(pair.near.received.empty());
  run_until(loop, [&] { return pair.near.received == "abcdef"; });
}

TEST_CASE_FIXTURE(
    Fixture, "bytes that the kernel does not accept are queued, and arrive whole and in order") {
  const auto sent = pattern(kMoreThanTheKernelTakes);
  stream.write(sent.substr(0, 5'000'000));
  CHECK(stream.queued() > 0);
  stream.write(sent.substr(5'000'000));
  CHECK(pair.near.written == 0);
  CHECK((pair.arrived(sent.size()) == sent));
  run_until(loop, [&] { return pair.near.written == 1; });
  CHECK(stream.queued() == 0);
  stream.write("and on");
  CHECK(stream.queued() == 0);
  run_passes(loop);
  CHECK(pair.near.written == 1);
}

TEST_CASE_FIXTURE(Fixture, "on_written is not called for bytes that are sent at once") {
  stream.write("abc");
  stream.write("");
  CHECK(stream.queued() == 0);
  CHECK(support::get(pair.far) == "abc");
  run_passes(loop);
  CHECK(pair.near.written == 0);
}

TEST_CASE_FIXTURE(Fixture, "writes work after the peer has closed its output") {
  support::end_output(pair.far);
  run_until(loop, [&] { return pair.near.peer_ended == 1; });
  CHECK(stream.open());
  stream.write("still here");
  CHECK(pair.arrived(10) == "still here");
  stream.resume_input();
  run_passes(loop);
  CHECK(pair.near.peer_ended == 1);
  CHECK_FALSE(pair.near.closed());
}

TEST_CASE_FIXTURE(Fixture, "a byte either way is activity") {
  const auto opened = stream.last_activity();
  CHECK(opened == clock.now());
  clock.advance(base::Duration{1});
  CHECK(stream.last_activity() == opened);
  stream.write("x");
  CHECK(stream.last_activity() == clock.now());
  clock.advance(base::Duration{1});
  support::put(pair.far, "x");
  run_until(loop, [&] { return !pair.near.received.empty(); });
  CHECK(stream.last_activity() == clock.now());
}

TEST_CASE("a queue can be as long as its limit") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  constexpr std::size_t kLimit = 100'000;
  support::StreamPair pair(loop, deadlines, {kLimit, support::kGiveUp});
  auto& stream = pair.stream();
  std::size_t written = 0;
  while (stream.queued() == 0) {
    stream.write(std::string(1'000, 'x'));
    written += 1'000;
  }
  auto room = kLimit - stream.queued();
  while (support::wire_size(room) > kLimit - stream.queued()) --room;
  stream.write(std::string(room, 'y'));
  CHECK(stream.queued() + (support::encrypted() ? support::kRecordOverhead : 0) >= kLimit);
  CHECK(stream.open());
  CHECK(pair.arrived(written + room).size() == written + room);
  CHECK_FALSE(pair.near.closed());
}

TEST_CASE("a queue over its limit closes the stream, once, and not within the write") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  support::StreamPair pair(loop, deadlines, {1'000, support::kGiveUp});
  pair.stream().write(pattern(kMoreThanTheKernelTakes));
  CHECK_FALSE(pair.near.closed());
  CHECK_FALSE(pair.stream().open());
  for (int i = 0; i < 3; ++i) pair.stream().write("more");
  pair.run_until_closed();
  run_passes(loop);
  CHECK(pair.near.ends == std::vector{CloseReason::overflow});
  CHECK(pair.stream().queued() == 0);
}

TEST_CASE("the limit of a stream can change") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  support::StreamPair pair(loop, deadlines, {0, support::kGiveUp});
  pair.stream().set_limits(support::kAmple);
  const auto sent = pattern(kMoreThanTheKernelTakes);
  pair.stream().write(sent);
  CHECK((pair.arrived(sent.size()) == sent));
}

TEST_CASE("a peer that reads nothing of its queue is closed") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  support::StreamPair pair(loop, deadlines, {1U << 30U, support::kGiveUp, base::Duration{50}});
  pair.stream().write(pattern(kMoreThanTheKernelTakes));
  pass_time(loop, clock, base::Duration{49});
  CHECK(pair.stream().open());
  pass_time(loop, clock, base::Duration{1} + Deadlines::kResolution);
  CHECK(pair.near.ends == std::vector{CloseReason::stalled});
}

TEST_CASE("a peer with an empty queue, or that reads slowly, is not closed") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  constexpr base::Duration kStall{400};
  support::StreamPair pair(loop, deadlines, {1U << 30U, support::kGiveUp, kStall});
  pass_time(loop, clock, 3 * kStall);
  CHECK(pair.stream().open());
  pair.stream().write(pattern(kMoreThanTheKernelTakes));
  for (int i = 0; i < 4; ++i) {
    const auto queued = pair.stream().queued();
    run_until(loop, [&] {
      support::get(pair.far, 65'536);
      return pair.stream().queued() < queued;
    });
    pass_time(loop, clock, kStall - base::Duration{1});
  }
  CHECK(pair.stream().queued() > 0);
  CHECK(pair.stream().open());
}

TEST_CASE("progress that is noticed late does not shorten the time of the peer") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  constexpr base::Duration kStall{400};
  support::StreamPair pair(loop, deadlines, {1U << 30U, support::kGiveUp, kStall});
  pair.stream().write(pattern(kMoreThanTheKernelTakes));
  pass_time(loop, clock, kStall / 2);
  const auto queued = pair.stream().queued();
  run_until(loop, [&] {
    support::get(pair.far, 65'536);
    return pair.stream().queued() < queued;
  });
  pass_time(loop, clock, kStall - base::Duration{1});
  CHECK(pair.stream().open());
  pass_time(loop, clock, kStall / 4 + 2 * Deadlines::kResolution);
  CHECK(pair.near.ends == std::vector{CloseReason::stalled});
}

TEST_CASE("a late loop does not close a peer that reads again") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  constexpr std::size_t kMoreThanOnePassLooksAt = 100;
  std::vector<std::unique_ptr<support::StreamPair>> pairs;
  const auto sent = pattern(512 * 1024);
  for (std::size_t i = 0; i < kMoreThanOnePassLooksAt; ++i) {
    pairs.push_back(std::make_unique<support::StreamPair>(
        loop, deadlines, Stream::Limits{1U << 30U, support::kGiveUp, base::Duration{500}}));
    pairs.back()->stream().write(sent);
  }
  const auto take = [](support::StreamPair& pair) { pair.seen += support::get(pair.far, 16'384); };
  for (const auto& pair : pairs) {
    for (int i = 0; i < 20; ++i) take(*pair);
  }
  clock.advance(base::Duration{600});
  run_until(loop, [&] {
    for (const auto& pair : pairs) take(*pair);
    return std::ranges::all_of(pairs, [&](const auto& pair) {
      return pair->near.closed() || pair->seen.size() == sent.size();
    });
  });
  CHECK(std::ranges::none_of(pairs, [](const auto& pair) { return pair->near.closed(); }));
}

TEST_CASE("a limit of 0 closes no peer, and can be set later") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  support::StreamPair pair(loop, deadlines, {1U << 30U, support::kGiveUp});
  pair.stream().write(pattern(kMoreThanTheKernelTakes));
  pass_time(loop, clock, base::Duration{100});
  CHECK(pair.stream().open());
  pair.stream().set_limits({1U << 30U, support::kGiveUp, base::Duration{50}});
  pass_time(loop, clock, base::Duration{49});
  CHECK(pair.stream().open());
  pass_time(loop, clock, base::Duration{1} + Deadlines::kResolution);
  CHECK(pair.near.ends == std::vector{CloseReason::stalled});
}

TEST_CASE("two streams write to each other at the same time") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  auto [socket, other_socket] = support::unix_pair();
  support::StreamRecorder near;
  support::StreamRecorder other;
  near.stream = Stream::create(loop, deadlines, std::move(socket), near, support::kAmple);
  other.stream = Stream::create(loop, deadlines, std::move(other_socket), other, support::kAmple);
  support::set_tested_transport(*near.stream);
  support::set_peer_transport(*other.stream);
  const auto one = pattern(3'000'000);
  const auto two = pattern(2'000'000);
  near.stream->write(one);
  other.stream->write(two);
  run_until(loop, [&] {
    return other.received.size() == one.size() && near.received.size() == two.size();
  });
  CHECK((other.received == one));
  CHECK((near.received == two));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tertulia::reactor::stream_test
