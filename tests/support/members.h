#pragma once

#include <string>

#include "tertulia/server/subscriptions.h"

#include "support/stream_pair.h"

namespace tertulia::support {

/// A stream and its subscriptions. The test reads at the far end of its connection.
struct Member {
  Member(reactor::Reactor& loop, reactor::Deadlines& deadlines,
         reactor::Stream::Limits limits = kAmple)
      : pair(loop, deadlines, limits), place(pair.stream()) {}
  std::string heard() { return get(pair.far); }

  StreamPair pair;
  server::Subscriptions place;
};

/// The objects that a broadcast needs.
struct ChannelLoop {
  base::ManualClock clock;
  reactor::Reactor loop{clock};
  reactor::Deadlines deadlines{loop};
  server::Statistics statistics;
};

}  // namespace tertulia::support
