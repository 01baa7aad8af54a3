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

/// Those for whom there is no room: each is told why in one line, and drained.
class RejectedConnections {
 public:
  /// How many may be draining at once; yet more are told, too, but not waited for.
  static constexpr std::size_t kMax = 64;

  RejectedConnections(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
                      const base::Limits& limits, Statistics& statistics);
  ~RejectedConnections();

  void reject(reactor::Socket socket, chat::Problem why);

 private:
  class RejectedConnection;

  reactor::Reactor& reactor_;
  reactor::Deadlines& deadlines_;
  const base::Limits& limits_;
  Statistics& statistics_;
  std::unordered_map<const RejectedConnection*, std::unique_ptr<RejectedConnection>> connections_;
};

}  // namespace tertulia::server
