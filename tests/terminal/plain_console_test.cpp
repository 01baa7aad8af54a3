#include "terminal/plain_console.h"

#include <array>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tertulia/reactor/socket.h"

#include "support/run.h"

namespace tertulia::terminal::plain_console_test {
namespace {

using reactor::Reactor;
using Fd = reactor::Socket;
using Lines = std::vector<std::string>;

struct Pipe {
  Pipe() {
    std::array<int, 2> fds{};
    REQUIRE(::pipe2(fds.data(), O_CLOEXEC) == 0);
    reader = Fd(fds[0]);
    writer = Fd(fds[1]);
  }
  Fd reader;
  Fd writer;
};

void put(const Fd& fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(fd.fd(), bytes.data(), bytes.size());
    REQUIRE(count > 0);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string get(const Fd& fd, std::size_t most) {
  std::string bytes(most, '\0');
  const auto count = ::read(fd.fd(), bytes.data(), most);
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

struct Recorder final : Console::Handler {
  void on_line(std::string line) override {
    lines.push_back(std::move(line));
    if (after_line) after_line();
  }
  void on_end_of_input() override { ++ends; }
  void on_printed() override { ++printed; }
  void on_output_failed(std::string_view /*reason*/) override { ++failed; }

  std::function<void()> after_line;
  Lines lines;
  int ends = 0;
  int printed = 0;
  int failed = 0;
};

struct Fixture {
  PlainConsole& open(int input, int output = -1, int errors = -1) {
    console = std::make_unique<PlainConsole>(loop, handler,
                                             PlainConsole::Descriptors{input, output, errors});
    return *console;
  }
  /// Runs until the handler has been told of the end, or that all was printed.
  void run() {
    const auto before = handler.ends + handler.printed;
    support::run_until(loop, [&] { return handler.ends + handler.printed > before; });
  }
  /// Runs the loop until it has no more work.
  void settle() { support::run_passes(loop); }

  base::ManualClock clock;
  Reactor loop{clock, Reactor::Watch::any_descriptor};
  Recorder handler;
  std::unique_ptr<PlainConsole> console;
};

TEST_CASE_FIXTURE(Fixture, "the lines of a pipe are read, then its end once") {
  Pipe in;
  put(in.writer, "one\r\ntwo\n\nlast");
  in.writer = Fd();
  open(in.reader.fd()).resume_input();
  CHECK(handler.lines.empty());
  run();
  settle();
  CHECK(handler.lines == Lines{"one", "two", "", "last"});
  CHECK(handler.ends == 1);
}

TEST_CASE_FIXTURE(Fixture, "it starts paused and reads nothing") {
  Pipe in;
  put(in.writer, "one\n");
  in.writer = Fd();
  open(in.reader.fd());
  settle();
  CHECK(handler.lines.empty());
  CHECK(get(in.reader, 10) == "one\n");
}

TEST_CASE_FIXTURE(Fixture,
                  "a pause is exact within a chunk, and delivery continues from the loop") {
  Pipe in;
  put(in.writer, "1\n2\n3\n4\n");
  in.writer = Fd();
  auto& opened = open(in.reader.fd());
  handler.after_line = [&] {
    if (handler.lines.size() == 2) opened.pause_input();
  };
  opened.resume_input();
  settle();
  CHECK(handler.lines == Lines{"1", "2"});
  CHECK(handler.ends == 0);
  opened.resume_input();
  CHECK(handler.lines.size() == 2);
  run();
  CHECK(handler.lines == Lines{"1", "2", "3", "4"});
  CHECK(handler.ends == 1);
}

TEST_CASE_FIXTURE(Fixture, "the end of input waits during a pause") {
  Pipe in;
  put(in.writer, "only");
  in.writer = Fd();
  auto& opened = open(in.reader.fd());
  handler.after_line = [&] { opened.pause_input(); };
  opened.resume_input();
  settle();
  CHECK(handler.lines == Lines{"only"});
  CHECK(handler.ends == 0);
  opened.resume_input();
  run();
  CHECK(handler.ends == 1);
}

TEST_CASE_FIXTURE(Fixture, "a pause and a resume within a line change nothing") {
  Pipe in;
  put(in.writer, "1\n2\n3\n");
  in.writer = Fd();
  auto& opened = open(in.reader.fd());
  handler.after_line = [&] {
    opened.pause_input();
    opened.resume_input();
  };
  opened.resume_input();
  run();
  settle();
  CHECK(handler.lines == Lines{"1", "2", "3"});
  CHECK(handler.ends == 1);
}

TEST_CASE_FIXTURE(Fixture, "a regular file and the null device are inputs") {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
  std::fputs("from\na file\n", file.get());
  std::rewind(file.get());
  open(::fileno(file.get())).resume_input();
  run();
  CHECK(handler.lines == Lines{"from", "a file"});

  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  open(null.fd()).resume_input();
  run();
  CHECK(handler.ends == 2);
}

TEST_CASE_FIXTURE(Fixture, "an input that is not open is at its end") {
  open(-1).resume_input();
  CHECK(handler.ends == 0);
  run();
  CHECK(handler.ends == 1);
}

TEST_CASE_FIXTURE(Fixture, "a line over the maximum arrives in pieces") {
  Pipe in;
  open(in.reader.fd()).resume_input();
  std::thread writer([&] {
    put(in.writer, std::string(LineSplitter::kMaxLine + 1, 'x') + "\nshort\n");
    in.writer = Fd();
  });
  run();
  writer.join();
  REQUIRE(handler.lines.size() == 3);
  CHECK(handler.lines[0].size() == LineSplitter::kMaxLine);
  CHECK(handler.lines[1] == "x");
  CHECK(handler.lines[2] == "short");
}

TEST_CASE_FIXTURE(Fixture, "printed lines are made safe, and have no prompts") {
  Pipe out;
  auto& opened = open(-1, out.writer.fd());
  opened.set_prompt("> ", Console::History::keep);
  opened.print("(Ann) hi");
  opened.print("\x1b[2Jx\ny");
  CHECK(get(out.reader, 100) == "(Ann) hi\n\xe2\x90\x9b[2Jx\xe2\x90\x8ay\n");
}

TEST_CASE_FIXTURE(Fixture,
                  "at its end it waits for a reader, even if the descriptor does not block") {
  std::array<int, 2> fds{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds.data()) == 0);
  Fd near(fds[0]);
  const Fd far(fds[1]);
  auto& opened = open(-1, near.fd());
  const std::string line(std::size_t{1024} * 1024, 'x');
  std::size_t received = 0;
  std::thread reader([&] {
    pollfd ready{far.fd(), POLLIN, 0};
    while (::poll(&ready, 1, 20000) == 1) {
      const auto bytes = get(far, 65536);
      if (bytes.empty()) break;
      received += bytes.size();
    }
  });
  opened.print(line);
  opened.print(line);
  console.reset();
  near = Fd();
  reader.join();
  CHECK(received == 2 * (line.size() + 1));
}

TEST_CASE_FIXTURE(Fixture, "lines printed to a lost output are dropped") {
  Pipe out;
  auto& opened = open(-1, out.writer.fd());
  out.reader = Fd();
  opened.print("into the void");
  opened.print("and again");
  CHECK(opened.unprinted() == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "a reader that stops delays nothing else, and gets all lines in the end") {
  Pipe out;
  auto& opened = open(-1, out.writer.fd());
  std::string expected;
  for (int i = 0; opened.unprinted() < Console::kHighWaterMark; ++i) {
    opened.print(std::to_string(i));
    expected += std::to_string(i) + '\n';
  }
  settle();
  CHECK(handler.printed == 0);
  std::string received;
  reactor::FdWatch reader(loop, out.reader.fd(), [&] { received += get(out.reader, 65536); });
  run();
  settle();
  CHECK(handler.printed == 1);
  CHECK(opened.unprinted() == 0);
  CHECK(received == expected);
}

TEST_CASE_FIXTURE(Fixture, "an output that is lost drops its queued lines") {
  Pipe out;
  auto& opened = open(-1, out.writer.fd());
  while (opened.unprinted() == 0) opened.print(std::string(1000, 'x'));
  out.reader = Fd();
  run();
  CHECK(handler.printed == 1);
  CHECK(opened.unprinted() == 0);
}

TEST_CASE_FIXTURE(Fixture, "it can be destroyed with pending work") {
  Pipe in;
  put(in.writer, "one\n");
  open(in.reader.fd()).resume_input();
  console.reset();
  settle();
  CHECK(handler.lines.empty());
}

}  // namespace
}  // namespace tertulia::terminal::plain_console_test
