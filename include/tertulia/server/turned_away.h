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
class TurnedAway {
 public:
  /// How many may be draining at once; yet more are told, too, but not waited for.
  static constexpr std::size_t kMost = 64;

  TurnedAway(reactor::Reactor& reactor, reactor::Deadlines& deadlines, const base::Limits& limits,
             Statistics& statistics);
  ~TurnedAway();

  void take(reactor::Socket socket, chat::Problem why);

 private:
  class Visitor;

  reactor::Reactor& reactor_;
  reactor::Deadlines& deadlines_;
  const base::Limits& limits_;
  Statistics& statistics_;
  std::unordered_map<const Visitor*, std::unique_ptr<Visitor>> visitors_;
};

}  // namespace tertulia::server
