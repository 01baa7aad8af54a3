#include "client/connect.h"

#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/standard_streams.h"
#include "tertulia/base/text.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::client {
namespace {

/// The screen of a user who waits; -1 if there is none. Standard output has a terminal's text only
/// if input comes from there, too: otherwise it is the output of a filter.
int find_screen() {
  if (::isatty(STDERR_FILENO) != 0) return base::error_descriptor();
  const bool interactive = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
  return interactive ? base::output_descriptor() : -1;
}

/// A terminal that takes nothing now must not stop the loop.
void tell_user(const reactor::Endpoint& server) {
  pollfd screen{find_screen(), POLLOUT, 0};
  if (screen.fd < 0 || ::poll(&screen, 1, 0) != 1) return;
  const auto text =
      base::safe(fmt::format("-- Still connecting to {}; Ctrl-C stops", format_endpoint(server))) +
      '\n';
  [[maybe_unused]] const auto written = ::write(screen.fd, text.data(), text.size());
}

}  // namespace

reactor::Connection connect(reactor::Reactor& reactor, const reactor::Endpoint& server) {
  std::optional<base::Result<reactor::Connection>> result;
  const reactor::Dialer dialer(reactor, server, [&](base::Result<reactor::Connection> done) {
    result.emplace(std::move(done));
    reactor.stop();
  });
  reactor::Timer slow(reactor, [&server] { tell_user(server); });
  slow.start(kSlowConnect);
  reactor.run();
  if (!*result) throw base::StartFailure(result->error());
  return **std::move(result);
}

}  // namespace tertulia::client
