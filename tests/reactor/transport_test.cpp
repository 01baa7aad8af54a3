// Features of a stream that only an encrypted transport needs.
#include "tertulia/reactor/transport.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "reactor/buffered_socket.h"
#include "support/stream_pair.h"

namespace tertulia::reactor::transport_test {
namespace {

using support::run_passes;
using support::run_until;
using CloseReason = Stream::CloseReason;

/// Each side sends `!` first and `.` at the end. It holds its output until the peer's `!` has
/// arrived.
class PoliteTransport final : public Transport {
 public:
  Received receive(BufferedSocket& socket) override {
    Received received;
    while (socket.input_size() > 0) {
      const auto bytes = socket.input();
      for (const char byte : bytes) handle(byte, received);
      socket.consume(bytes.size());
    }
    if (greeted_ && !held_.empty()) send(socket, std::exchange(held_, {}));
    return received;
  }
  std::string_view input(const BufferedSocket& /*socket*/, std::size_t /*most*/) const override {
    return input_;
  }
  void consume(BufferedSocket& /*socket*/, std::size_t bytes) override { input_.erase(0, bytes); }
  void write(BufferedSocket& socket, std::string_view bytes) override {
    greeted_ ? send(socket, std::string(bytes)) : void(held_ += bytes);
  }
  std::size_t held() const override { return held_.size(); }
  void end_output(BufferedSocket& socket) override { send(socket, "."); }
  std::size_t take_overhead() override { return std::exchange(overhead_, 0); }

 private:
  void handle(char byte, Received& received) {
    const bool greeting = !greeted_ && byte == '!';
    const bool end = byte == '.';
    greeted_ = greeted_ || greeting;
    received.ended = received.ended || end;
    if (greeting || end) {
      ++overhead_;
    } else {
      input_ += byte;
      received.input = true;
    }
  }
  void send(BufferedSocket& socket, const std::string& bytes) {
    socket.write(std::exchange(sent_greeting_, true) ? bytes : "!" + bytes);
  }

  std::string input_;
  std::string held_;
  std::size_t overhead_ = 0;
  bool greeted_ = false;
  bool sent_greeting_ = false;
};

struct Fixture {
  Fixture() {
    auto [one, two] = support::unix_pair();
    far = std::move(two);
    near.stream = Stream::create(loop, deadlines, std::move(one), near, support::kAmple);
  }
  void be_polite() { near.stream->set_transport(std::make_unique<PoliteTransport>()); }
  std::string arrived(std::size_t bytes) {
    std::string seen;
    run_until(loop, [&] { return (seen += support::get(far)).size() >= bytes; });
    return seen;
  }

  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::Socket far;
  support::StreamRecorder near;
};

TEST_CASE_FIXTURE(Fixture, "bytes that the transport holds are queued, and are sent later") {
  be_polite();
  near.stream->write("hello");
  CHECK(near.stream->queued() == 5);
  run_passes(loop);
  CHECK(support::get(far).empty());
  support::put(far, "!abc");
  CHECK(arrived(6) == "!hello");
  CHECK(near.stream->queued() == 0);
  CHECK(near.received == "abc");
  near.stream->write(" again");
  CHECK(support::get(far) == " again");
}

TEST_CASE_FIXTURE(Fixture,
                  "a drain waits for the bytes that the transport holds, then sends its end") {
  be_polite();
  near.stream->write("hello");
  near.stream->close();
  run_passes(loop);
  CHECK_FALSE(support::at_end(far));
  support::put(far, "!too late");
  CHECK(arrived(7) == "!hello.");
  CHECK(support::at_end(far));
  CHECK(near.received.empty());
  far = support::Socket();
  run_until(loop, [&] { return near.closed(); });
  CHECK(near.ends == std::vector{CloseReason::orderly});
}

TEST_CASE_FIXTURE(Fixture,
                  "an end of the transport that has to wait is sent before the socket's end") {
  be_polite();
  support::put(far, "!");
  run_passes(loop);
  constexpr std::size_t kMoreThanTheKernelTakes = 8 * 1024 * 1024;
  near.stream->write(std::string(kMoreThanTheKernelTakes, 'x'));
  near.stream->close();
  const auto seen = arrived(kMoreThanTheKernelTakes + 2);
  CHECK(seen.size() == kMoreThanTheKernelTakes + 2);
  CHECK(seen.ends_with("x."));
  run_until(loop, [&] { return support::at_end(far); });
}

TEST_CASE_FIXTURE(Fixture, "a drain that waits for the transport ends at its deadline") {
  be_polite();
  near.stream->set_limits({1'000, base::Duration{30}});
  near.stream->write("hello");
  near.stream->close();
  run_until(loop, clock, [&] { return near.closed(); });
  CHECK(near.ends == std::vector{CloseReason::drain_timeout});
}

TEST_CASE_FIXTURE(Fixture, "an end that the transport reads is the peer's end, reported once") {
  be_polite();
  support::put(far, "!abc.");
  run_until(loop, [&] { return near.peer_ended == 1; });
  CHECK(near.received == "abc");
  CHECK(near.stream->open());
  near.stream->write("answer");
  support::end_output(far);
  run_passes(loop);
  CHECK(near.peer_ended == 1);
  near.stream->close();
  run_until(loop, [&] { return near.closed(); });
  CHECK(support::get(far) == "!answer.");
  CHECK(near.ends == std::vector{CloseReason::orderly});
}

TEST_CASE_FIXTURE(Fixture, "the bytes of the transport itself are counted as overhead") {
  CHECK(near.stream->take_overhead() == 0);
  be_polite();
  support::put(far, "!abc.");
  run_until(loop, [&] { return near.peer_ended == 1; });
  CHECK(near.stream->take_overhead() == 2);
  CHECK(near.stream->take_overhead() == 0);
  CHECK(loop.traffic().received == 5);
}

TEST_CASE_FIXTURE(Fixture,
                  "a transport that is set in on_input gets the input that is not consumed") {
  int calls = 0;
  near.during_input = [&] {
    if (++calls > 1) return near.take();
    CHECK(near.stream->input() == "!abc");
    be_polite();
    CHECK(near.stream->input().empty());
  };
  support::put(far, "!abc");
  run_until(loop, [&] { return near.received == "abc"; });
  support::put(far, "def");
  run_until(loop, [&] { return near.received == "abcdef"; });
  near.stream->write("hello");
  CHECK(support::get(far) == "!hello");
}

TEST_CASE_FIXTURE(Fixture, "a stream that is aborted after its transport is set is closed once") {
  near.during_input = [&] {
    be_polite();
    near.stream->abort();
  };
  support::put(far, "!abc");
  run_until(loop, [&] { return near.closed(); });
  run_passes(loop);
  CHECK(near.ends == std::vector{CloseReason::aborted});
  CHECK(near.received.empty());
}

}  // namespace
}  // namespace tertulia::reactor::transport_test
