// The operator's lines came from a pipe, and the server held one while there was no client. The
// next client had sent "exit" in the queue, so its conversation ended as soon as it began. The
// server then sent the held line without a client, and crashed.
#include <array>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "daemon/duo_server.h"
#include "support/phrases.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::daemon::duo_held_line_test {
namespace {

/// Replaces a standard descriptor by another during its life.
class Replaced {
 public:
  Replaced(int number, int by) : number_(number), former_(::dup(number)) { ::dup2(by, number_); }
  ~Replaced() { ::dup2(former_.fd(), number_); }
  Replaced(const Replaced&) = delete;
  Replaced& operator=(const Replaced&) = delete;

 private:
  int number_;
  reactor::Socket former_;
};

TEST_CASE("a held line waits for a client") {
  auto [keyboard, typist] = support::unix_pair();
  const reactor::Socket null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const Replaced input(STDIN_FILENO, keyboard.fd());
  const Replaced output(STDOUT_FILENO, null.fd());
  base::ManualClock clock;
  reactor::Reactor loop(clock, reactor::Reactor::Watch::any_descriptor);
  auto limits = base::default_limits(base::Mode::duo);
  limits.drain_timeout = support::kGiveUp;
  DuoServer server(loop, limits, "Eva");
  auto [one, first] = support::unix_pair();
  auto [two, second] = support::unix_pair();
  server.accept(std::move(one), {"peer:1", "peer"});
  server.accept(std::move(two), {"peer:2", "peer"});
  support::put(second, "exit\n");
  support::put(first, "exit\n");
  support::run_passes(loop);
  support::put(typist, "hola\n");
  support::run_passes(loop);
  first = reactor::Socket();
  std::string heard;
  support::run_until(loop, [&, &far = second] {
    heard += support::get(far);
    return support::at_end(far);
  });
  CHECK(heard.ends_with(phrases::goodbye("peer:2") + "\n"));
}

}  // namespace
}  // namespace tertulia::daemon::duo_held_line_test
