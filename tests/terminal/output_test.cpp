#include "terminal/output.h"

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tertulia/reactor/socket.h"

#include "support/run.h"

namespace tertulia::terminal::output_test {
namespace {

using Fd = reactor::Socket;

struct Fixture {
  Output::Events events() {
    return {[this] { ++written; }, [this](int error) { errors.push_back(error); }};
  }

  base::ManualClock clock;
  reactor::Reactor loop{clock, reactor::Reactor::Watch::any_descriptor};
  int written = 0;
  std::vector<int> errors;
};

/// A file that may not grow beyond a size: to a program it looks like a full disk.
class SmallDisk {
 public:
  SmallDisk() : file_(std::tmpfile(), std::fclose) {
    ::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &former_) == 0);
  }
  ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &former_); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  void set_size(rlim_t bytes) const {
    const rlimit limit{bytes, former_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  int fd() const { return ::fileno(file_.get()); }
  std::string content() const {
    std::string bytes(100, '\0');
    const auto count = ::pread(fd(), bytes.data(), bytes.size(), 0);
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  rlimit former_{};
};

// The disk was full once: nothing more was written, ever, and nobody was told.
TEST_CASE_FIXTURE(Fixture, "output waits for room on a full disk, and then goes on") {
  const SmallDisk disk;
  Output output(loop, disk.fd(), events());
  disk.set_size(6);
  output.append("one\ntwo\n");
  output.flush();
  CHECK(disk.content() == "one\ntw");
  CHECK(errors == std::vector{EFBIG});
  support::pass_time(loop, clock, 2 * Output::kRetryInterval);
  CHECK(errors.size() == 1);
  CHECK(output.pending() == 2);
  disk.set_size(100);
  support::run_until(loop, clock, [&] { return written == 1; });
  CHECK(disk.content() == "one\ntwo\n");
  disk.set_size(9);
  output.append("three\n");
  output.flush();
  CHECK(errors.size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a full disk ends the wait at the end") {
  const SmallDisk disk;
  Output output(loop, disk.fd(), events());
  disk.set_size(0);
  output.append("lost");
  output.drain({});
  CHECK(errors == std::vector{EFBIG});
  CHECK(output.pending() == 4);
}

TEST_CASE_FIXTURE(Fixture, "an error that does not pass drops the output") {
  const Fd read_only(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Output output(loop, read_only.fd(), events());
  output.append("lost");
  output.flush();
  CHECK(errors == std::vector{EBADF});
  output.append("lost, too");
  CHECK(output.pending() == 0);
}

// Another program had left the terminal non-blocking: lines that it did not take at once were lost.
TEST_CASE_FIXTURE(Fixture, "a descriptor that does not block loses nothing") {
  std::array<int, 2> fds{};
  REQUIRE(::pipe2(fds.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  const Fd reader(fds[0]);
  const Fd writer(fds[1]);
  Output output(loop, writer.fd(), events());
  const std::string text(std::size_t{300} * 1024, 'x');
  output.append(text);
  output.flush();
  CHECK(output.waiting());
  std::string received;
  support::run_until(loop, [&] {
    std::array<char, 4096> chunk;
    const auto count = ::read(reader.fd(), chunk.data(), chunk.size());
    if (count > 0) received.append(chunk.data(), static_cast<std::size_t>(count));
    return received.size() == text.size();
  });
  CHECK(received == text);
  support::run_until(loop, [&] { return written == 1; });
}

TEST_CASE_FIXTURE(Fixture, "a reader that stops is not waited for beyond the patience") {
  std::array<int, 2> fds{};
  REQUIRE(::pipe2(fds.data(), O_CLOEXEC) == 0);
  const Fd reader(fds[0]);
  const Fd writer(fds[1]);
  Output output(loop, writer.fd(), events());
  output.append(std::string(std::size_t{300} * 1024, 'x'));
  output.drain(base::Duration{10});
  CHECK(output.pending() > 0);
}

}  // namespace
}  // namespace tertulia::terminal::output_test
