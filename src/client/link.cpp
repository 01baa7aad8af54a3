#include "client/link.h"

#include <utility>

#include "client/backpressure.h"

namespace tertulia::client {

Link Link::plain(reactor::Reactor& reactor, reactor::Socket socket) {
  auto deadlines = std::make_unique<reactor::Deadlines>(reactor);
  auto stream = reactor::Stream::create(reactor, *deadlines, std::move(socket), kStreamLimits);
  return {std::move(deadlines), std::move(stream)};
}

}  // namespace tertulia::client
