#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "tertulia/base/limits.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/problem.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/socket.h"
#include "tertulia/server/statistics.h"

namespace tertulia::server {

/// Connections that are not accepted as clients. Each gets one line with the reason, and then
/// drains.
class RejectedConnections {
 public:
  /// Maximum number of connections that drain at a time. Further ones get the reason, too, but are
  /// closed without draining. With `Admission::kMaxTakeovers` these are 64 connections beyond
  /// `--max-clients`.
  static constexpr std::size_t kMax = 48;

  RejectedConnections(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
                      const base::Limits& limits, Statistics& statistics);
  ~RejectedConnections();

  /// The server or the address is full.
  void reject(reactor::Socket socket, chat::Problem reason);
  /// For another reason.
  void reject(reactor::Socket socket, const chat::Event& reason);

 private:
  class RejectedConnection;

  reactor::Reactor& reactor_;
  reactor::Deadlines& deadlines_;
  const base::Limits& limits_;
  Statistics& statistics_;
  std::unordered_map<const RejectedConnection*, std::unique_ptr<RejectedConnection>> connections_;
};

}  // namespace tertulia::server
