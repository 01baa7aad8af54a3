#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/stream_pair.h"

namespace tertulia::reactor::stream_end_test {
namespace {

using support::pass_time;
using support::run_passes;
using support::run_until;
using CloseReason = Stream::CloseReason;
using Ends = std::vector<CloseReason>;

constexpr std::size_t kMoreThanTheKernelTakes = 8 * 1024 * 1024;

TEST_SUITE_BEGIN("stream");

struct Fixture {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::StreamPair pair{loop, deadlines};
  Stream& stream = pair.stream();
};

struct TcpFixture {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::StreamPair pair{loop, deadlines, support::kAmple, support::tcp_pair()};
  Stream& stream = pair.stream();
};

TEST_CASE_FIXTURE(Fixture, "a close sends the written bytes, then the end") {
  stream.write("Goodbye");
  stream.close();
  CHECK_FALSE(stream.open());
  CHECK(support::get(pair.far) == "Goodbye");
  CHECK(support::at_end(pair.far));
  run_passes(loop);
  CHECK_FALSE(pair.near.closed());
  pair.far = Socket();
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::orderly});
}

TEST_CASE_FIXTURE(TcpFixture, "a close sends all queued bytes, then the end") {
  const std::string sent(kMoreThanTheKernelTakes, 'x');
  stream.write(sent);
  stream.close();
  CHECK(stream.queued() > 0);
  CHECK(pair.arrived(sent.size()).size() == sent.size());
  run_until(loop, [&] { return support::at_end(pair.far); });
  CHECK_FALSE(pair.near.closed());
  support::end_output(pair.far);
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::orderly});
}

TEST_CASE_FIXTURE(TcpFixture, "unread input does not lose the last line") {
  std::size_t flooded = 0;
  const auto flood = [&] {
    const std::string junk(10'000, 'j');
    if (flooded > Stream::kMaxDropped / 2) return;
    const auto sent = ::send(pair.far.fd(), junk.data(), junk.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) flooded += static_cast<std::size_t>(sent);
  };
  flood();
  stream.pause_input();
  flood();
  const std::string sent(kMoreThanTheKernelTakes, 'x');
  stream.write(sent);
  stream.close();
  run_until(loop, [&] {
    flood();
    return (pair.seen += support::get(pair.far)).size() >= sent.size();
  });
  run_until(loop, [&] { return support::at_end(pair.far); });
  CHECK(pair.seen.size() == sent.size());
  pair.far = Socket();
  pair.run_until_closed();
  CHECK(pair.near.received.empty());
}

TEST_CASE_FIXTURE(TcpFixture, "while it drains, it reads a limited amount of input") {
  stream.write("last");
  stream.close();
  std::size_t taken = 0;
  const std::string junk(10'000, 'j');
  for (int refused = 0; refused < 100 && taken < 64 * Stream::kMaxDropped;) {
    const auto sent = ::send(pair.far.fd(), junk.data(), junk.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    sent > 0 ? void(taken += static_cast<std::size_t>(sent)) : void(++refused);
    run_passes(loop, 2);
  }
  CHECK(taken > Stream::kMaxDropped);
  CHECK(taken < 64 * Stream::kMaxDropped);
  CHECK(support::get(pair.far) == "last");
}

TEST_CASE("a peer that does not close is closed after the drain timeout") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  support::StreamPair pair(loop, deadlines, {1'000, base::Duration{30}});
  pair.stream().write("x");
  pair.stream().close();
  pass_time(loop, clock, base::Duration{29});
  CHECK_FALSE(pair.near.closed());
  pass_time(loop, clock, base::Duration{1} + Deadlines::kResolution);
  CHECK(pair.near.ends == Ends{CloseReason::drain_timeout});
  CHECK(support::get(pair.far) == "x");
  CHECK(support::at_end(pair.far));
}

TEST_CASE("a peer that does not read is closed after the drain timeout") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  support::StreamPair pair(loop, deadlines, {support::kAmple.queue, base::Duration{30}});
  pair.stream().write(std::string(kMoreThanTheKernelTakes, 'x'));
  pair.stream().close();
  pass_time(loop, clock, base::Duration{30} + Deadlines::kResolution);
  CHECK(pair.near.ends == Ends{CloseReason::drain_timeout});
}

TEST_CASE("without a drain timeout the stream is closed at once") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  support::StreamPair pair(loop, deadlines, {1'000, base::Duration::zero()});
  pair.stream().write("x");
  pair.stream().close();
  CHECK_FALSE(pair.near.closed());
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::drain_timeout});
  CHECK(support::get(pair.far) == "x");
}

TEST_CASE_FIXTURE(Fixture, "the close does not wait for a peer that closed first") {
  support::put(pair.far, "last words");
  support::end_output(pair.far);
  run_until(loop, [&] { return pair.near.peer_ended == 1; });
  stream.write("answer");
  stream.close();
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::orderly});
  CHECK(pair.near.received == "last words");
  CHECK(support::get(pair.far) == "answer");
}

TEST_CASE_FIXTURE(Fixture, "a close within on_peer_ended or on_input is orderly") {
  pair.near.during_peer_ended = [this] { stream.close(); };
  support::end_output(pair.far);
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::orderly});

  support::StreamPair other(loop, deadlines);
  other.near.during_input = [&other] {
    other.stream().write("bye");
    other.stream().close();
  };
  support::put(other.far, "exit");
  CHECK(other.arrived(3) == "bye");
  other.far = Socket();
  other.run_until_closed();
  CHECK(other.near.ends == Ends{CloseReason::orderly});
}

TEST_CASE_FIXTURE(Fixture, "while it drains, the handler gets no input, and writes are ignored") {
  support::put(pair.far, "early");
  run_until(loop, [&] { return pair.near.received == "early"; });
  stream.close();
  stream.write("late");
  stream.pause_input();
  stream.resume_input();
  support::put(pair.far, "late");
  run_passes(loop);
  CHECK(pair.near.received == "early");
  CHECK(stream.input().empty());
  CHECK(support::at_end(pair.far));
  support::end_output(pair.far);
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::orderly});
  CHECK(pair.near.peer_ended == 0);
}

TEST_CASE_FIXTURE(Fixture, "a second close does nothing") {
  stream.close();
  stream.close();
  CHECK(support::at_end(pair.far));
  pair.far = Socket();
  pair.run_until_closed();
  stream.close();
  stream.abort();
  run_passes(loop);
  CHECK(pair.near.ends == Ends{CloseReason::orderly});
}

TEST_CASE_FIXTURE(Fixture, "an abort closes at once, and reports it from the loop") {
  stream.abort();
  CHECK_FALSE(stream.open());
  CHECK_FALSE(pair.near.closed());
  stream.abort();
  stream.close();
  pair.run_until_closed();
  run_passes(loop);
  CHECK(pair.near.ends == Ends{CloseReason::aborted});
  CHECK(support::at_end(pair.far));
}

TEST_CASE_FIXTURE(TcpFixture, "an abort ends a drain") {
  stream.write(std::string(kMoreThanTheKernelTakes, 'x'));
  stream.close();
  stream.abort();
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::aborted});
}

TEST_CASE_FIXTURE(
    TcpFixture,
    "a reset by the peer is reported as its end, once, and the stream closes when we do") {
  pair.near.during_peer_ended = [this] { stream.close(); };
  support::reset(pair.far);
  pair.run_until_closed();
  run_passes(loop);
  CHECK(pair.near.ends == Ends{CloseReason::reset});
  CHECK(pair.near.peer_ended == 1);
}

TEST_CASE_FIXTURE(TcpFixture, "a reset with many queued bytes is reported once") {
  pair.near.during_peer_ended = [this] { stream.close(); };
  stream.write(std::string(kMoreThanTheKernelTakes, 'x'));
  run_passes(loop);
  support::reset(pair.far);
  pair.run_until_closed();
  run_passes(loop);
  CHECK(pair.near.ends == Ends{CloseReason::reset});
}

TEST_CASE_FIXTURE(TcpFixture, "a reset that a write detects is reported from the loop, once") {
  pair.near.during_peer_ended = [this] { stream.close(); };
  support::reset(pair.far);
  stream.write("x");
  stream.write("x");
  CHECK_FALSE(pair.near.closed());
  pair.run_until_closed();
  run_passes(loop);
  CHECK(pair.near.ends == Ends{CloseReason::reset});
}

TEST_CASE_FIXTURE(TcpFixture, "a reset ends a drain") {
  stream.close();
  support::reset(pair.far);
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::reset});
}

TEST_CASE_FIXTURE(Fixture, "after on_closed every method is harmless") {
  support::put(pair.far, "x");
  stream.abort();
  pair.run_until_closed();
  stream.write("x");
  stream.consume(1);
  stream.pause_input();
  stream.resume_input();
  CHECK(stream.input().empty());
  CHECK(stream.queued() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a paused stream closes properly") {
  stream.pause_input();
  stream.write("bye");
  stream.close();
  CHECK(pair.arrived(3) == "bye");
  pair.far = Socket();
  pair.run_until_closed();
  CHECK(pair.near.ends == Ends{CloseReason::orderly});
}

TEST_SUITE_END();

}  // namespace
}  // namespace tertulia::reactor::stream_end_test
