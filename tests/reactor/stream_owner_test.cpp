// Ownership of a stream, and its handler.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/stream_pair.h"

namespace tertulia::reactor::stream_owner_test {
namespace {

using support::run_passes;
using support::run_until;
using CloseReason = Stream::CloseReason;

constexpr std::size_t kMoreThanTheKernelTakes = 8 * 1024 * 1024;

TEST_SUITE_BEGIN("stream");

struct Fixture {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::StreamPair pair{loop, deadlines};
  support::StreamRecorder& near = pair.near;
  Stream& stream = pair.stream();

  auto dropping() {
    return [this] { near.stream.reset(); };
  }
  int calls() const { return near.peer_ended + near.written + static_cast<int>(near.ends.size()); }
  void check_dropped() {
    CHECK(near.stream == nullptr);
    const auto before = calls();
    run_passes(loop);
    CHECK(calls() == before);
    char byte = 0;
    CHECK(::send(pair.far.fd(), &byte, 1, MSG_NOSIGNAL) < 0);
  }
};

TEST_CASE_FIXTURE(Fixture, "the handle can be dropped in on_input") {
  near.during_input = [this] {
    CHECK(stream.input() == "x");
    near.stream.reset();
  };
  support::put(pair.far, "x");
  SUBCASE("with more to come") {}
  SUBCASE("and the peer ended") { support::end_output(pair.far); }
  run_until(loop, [&] { return near.stream == nullptr; });
  check_dropped();
}

TEST_CASE_FIXTURE(Fixture, "the handle can be dropped in on_peer_ended") {
  near.during_peer_ended = dropping();
  support::end_output(pair.far);
  run_until(loop, [&] { return near.stream == nullptr; });
  check_dropped();
}

TEST_CASE_FIXTURE(Fixture, "the handle can be dropped in on_written") {
  near.during_written = dropping();
  stream.write(std::string(kMoreThanTheKernelTakes, 'x'));
  pair.arrived(kMoreThanTheKernelTakes);
  run_until(loop, [&] { return near.stream == nullptr; });
  check_dropped();
}

TEST_CASE_FIXTURE(Fixture, "the handle can be dropped in on_closed") {
  near.during_closed = dropping();
  stream.abort();
  pair.run_until_closed();
  CHECK(near.ends == std::vector{CloseReason::aborted});
  check_dropped();
}

TEST_CASE_FIXTURE(Fixture, "the handle can be dropped before the loop has run, in any state") {
  SUBCASE("open") {}
  SUBCASE("with input that was not reported") {
    support::put(pair.far, "x");
    support::end_output(pair.far);
  }
  SUBCASE("with a backlog") {
    stream.write(std::string(kMoreThanTheKernelTakes, 'x'));
    CHECK(loop.send_budget().queued() > 0);
  }
  SUBCASE("draining") { stream.close(); }
  SUBCASE("about to tell its end") { stream.abort(); }
  near.stream.reset();
  CHECK(loop.send_budget().queued() == 0);
  run_passes(loop);
  CHECK(calls() == 0);
  CHECK(near.received.empty());
  while (!support::get(pair.far).empty()) {
  }
  CHECK(support::at_end(pair.far));
}

TEST_CASE_FIXTURE(Fixture, "the handle can be dropped in the callback of a deadline") {
  struct Dropper final : Deadline::Handler {
    explicit Dropper(StreamHandle& its_stream) : stream(its_stream) {}
    void on_due(base::Instant /*now*/) override { stream.reset(); }
    StreamHandle& stream;
  } dropper(near.stream);
  Deadline deadline(deadlines, dropper);
  stream.close();
  deadline.set(clock.now());
  run_until(loop, clock, [&] { return near.stream == nullptr; });
  check_dropped();
}

TEST_CASE("a dropped stream can be deleted after its deadlines, with its reactor") {
  base::ManualClock clock;
  Reactor loop(clock);
  std::optional<Deadlines> deadlines(loop);
  support::StreamPair pair(loop, *deadlines);
  pair.stream().close();
  pair.near.stream.reset();
  deadlines.reset();
}

TEST_CASE_FIXTURE(Fixture, "a new handler gets the later calls") {
  near.during_input = [] {};
  support::put(pair.far, "abc");
  run_until(loop, [&] { return stream.input() == "abc"; });
  support::StreamRecorder other;
  other.stream = std::move(near.stream);
  other.stream->set_handler(other);
  run_passes(loop);
  CHECK(other.received.empty());
  CHECK(other.stream->input() == "abc");
  CHECK_FALSE(other.stream->peer_ended());
  support::put(pair.far, "def");
  support::end_output(pair.far);
  run_until(loop, [&] { return other.peer_ended == 1; });
  CHECK(other.stream->peer_ended());
  CHECK(other.received == "abcdef");
  other.stream->abort();
  run_until(loop, [&] { return other.closed(); });
  CHECK(calls() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a handler can be replaced in its own call") {
  support::StreamRecorder other;
  near.during_input = [&] {
    other.stream = std::move(near.stream);
    other.stream->set_handler(other);
    other.take();
  };
  support::put(pair.far, "abc");
  run_until(loop, [&] { return other.received == "abc"; });
  support::end_output(pair.far);
  run_until(loop, [&] { return other.peer_ended == 1; });
  CHECK(near.peer_ended == 0);
}

struct Unhandled {
  explicit Unhandled(Stream::Limits limits = support::kAmple) {
    auto [one, two] = support::unix_pair();
    far = std::move(two);
    near.stream = Stream::create(loop, deadlines, std::move(one), limits);
    // A handshake needs a handler.
    if (!support::encrypted()) support::set_tested_transport(*near.stream);
  }
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::FarEnd far;
  support::StreamRecorder near;
};

TEST_CASE_FIXTURE(Unhandled, "without a handler, input waits and output is sent") {
  support::put(far, "abc");
  support::end_output(far);
  near.stream->write("hello");
  run_passes(loop);
  CHECK(support::get(far) == "hello");
  CHECK(near.stream->input().empty());
  CHECK_FALSE(near.stream->peer_ended());
  near.stream->set_handler(near);
  CHECK(near.received.empty());
  run_until(loop, [&] { return near.peer_ended == 1; });
  CHECK(near.received == "abc");
}

TEST_CASE_FIXTURE(Unhandled, "a pause before the first handler is kept") {
  near.stream->pause_input();
  near.stream->set_handler(near);
  support::put(far, "abc");
  run_passes(loop);
  CHECK(near.received.empty());
  near.stream->resume_input();
  run_until(loop, [&] { return near.received == "abc"; });
}

TEST_CASE_FIXTURE(Unhandled,
                  "the first handler gets on_closed, also when the stream closed before") {
  near.stream->abort();
  run_passes(loop);
  CHECK(support::at_end(far));
  near.stream->set_handler(near);
  CHECK_FALSE(near.closed());
  run_passes(loop);
  CHECK(near.ends == std::vector{CloseReason::aborted});
  near.stream->set_handler(near);
  run_passes(loop);
  CHECK(near.ends.size() == 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tertulia::reactor::stream_owner_test
