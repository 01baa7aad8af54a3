#include "daemon/listeners.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/log.h"

namespace tertulia::daemon {
namespace {

std::string describe(const InheritedSocket& inherited) {
  const auto& name = inherited.name;
  return fmt::format("the inherited descriptor {}{}", inherited.socket.fd(),
                     name.empty() ? "" : fmt::format(" ({})", name));
}

}  // namespace

std::vector<reactor::Listener> open_listeners(reactor::Reactor& reactor, const Options& options,
                                              std::vector<InheritedSocket> inherited,
                                              const reactor::Listener::AcceptHandler& on_accept) {
  std::vector<reactor::Listener> listeners;
  for (auto& one : inherited) {
    const auto what = describe(one);
    listeners.push_back(reactor::adopt(reactor, std::move(one.socket), what, on_accept));
  }
  if (listeners.empty() || options.listen_given) {
    std::ranges::move(
        reactor::listen(reactor, options.listen, on_accept, options.socket_permissions, listeners),
        std::back_inserter(listeners));
  }
  for (const auto& listener : listeners) {
    base::log::info(fmt::format("listening on {}", listener.address()));
  }
  return listeners;
}

}  // namespace tertulia::daemon
