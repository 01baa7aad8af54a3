// The operator's lines came from a pipe, and one of them came while nobody was there to read it: it
// was held. The next client had said "exit" while it waited in line, so that its turn was over as
// soon as it began; the held line was then said to nobody, and the server crashed.
#include <array>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "daemon/duo_server.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::daemon {
namespace {

/// Another descriptor in the place of a standard one, while this lives.
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

TEST_CASE("a held line waits for somebody who listens") {
  auto [keyboard, typist] = support::unix_pair();
  const reactor::Socket null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const Replaced input(STDIN_FILENO, keyboard.fd());
  const Replaced output(STDOUT_FILENO, null.fd());
  reactor::Reactor loop(reactor::Reactor::Watch::any_descriptor);
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
  CHECK(heard.ends_with("Goodbye peer:2!\n"));
}

}  // namespace
}  // namespace tertulia::daemon
