#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "tertulia/base/limits.h"
#include "tertulia/chat/problem.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/socket.h"
#include "tertulia/server/statistics.h"

namespace tertulia::server {

/// Connections that are not accepted as clients: each gets the reason in one line, and is drained.
class RejectedConnections {
 public:
  /// The maximum number that drain at once. Further ones get the reason, too, and are closed at
  /// once.
  static constexpr std::size_t kMax = 64;

  RejectedConnections(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
                      const base::Limits& limits, Statistics& statistics);
  ~RejectedConnections();

  void reject(reactor::Socket socket, chat::Problem reason);

 private:
  class RejectedConnection;

  reactor::Reactor& reactor_;
  reactor::Deadlines& deadlines_;
  const base::Limits& limits_;
  Statistics& statistics_;
  std::unordered_map<const RejectedConnection*, std::unique_ptr<RejectedConnection>> connections_;
};

}  // namespace tertulia::server
