#include "daemon/listeners.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"

#include "daemon/setting_values.h"

namespace tertulia::daemon {
namespace {

std::string describe(const InheritedSocket& inherited) {
  const auto& name = inherited.name;
  return fmt::format("the inherited descriptor {}{}", inherited.socket.fd(),
                     name.empty() ? "" : fmt::format(" ({})", name));
}

/// An address that another listener has already would take plain text, too.
void listen_for_tls(reactor::Reactor& reactor, const Options& options,
                    const reactor::Listener::AcceptHandler& on_accept,
                    std::vector<reactor::Listener>& listeners) {
  for (const auto& endpoint : options.listen_tls) {
    auto opened =
        reactor::listen(reactor, {endpoint}, on_accept, options.socket_permissions, listeners);
    if (opened.empty()) {
      throw base::StartFailure(fmt::format("{}{} has the address of another listener", kTlsPrefix,
                                           format_endpoint(endpoint)));
    }
    for (const auto& listener : opened) {
      base::log::info(fmt::format("listening on {}{}", kTlsPrefix, listener.address()));
    }
    std::ranges::move(opened, std::back_inserter(listeners));
  }
}

}  // namespace

std::vector<reactor::Listener> open_listeners(reactor::Reactor& reactor, const Options& options,
                                              std::vector<InheritedSocket> inherited,
                                              const AcceptHandlers& on_accept) {
  std::vector<reactor::Listener> listeners;
  for (auto& one : inherited) {
    const auto what = describe(one);
    listeners.push_back(reactor::adopt(reactor, std::move(one.socket), what, on_accept.any));
  }
  if (listeners.empty() || options.listen_given) {
    std::ranges::move(reactor::listen(reactor, options.listen, on_accept.any,
                                      options.socket_permissions, listeners),
                      std::back_inserter(listeners));
  }
  for (const auto& listener : listeners) {
    base::log::info(fmt::format("listening on {}", listener.address()));
  }
  listen_for_tls(reactor, options, on_accept.encrypted, listeners);
  return listeners;
}

void check_listeners(const Options& options) {
  reactor::check_listen(options.listen);
  reactor::check_listen(options.listen_tls);
  if (options.metrics) reactor::check_listen({*options.metrics});
}

}  // namespace tertulia::daemon
