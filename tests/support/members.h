#pragma once

#include <string>

#include "tertulia/server/broadcast.h"

#include "support/stream_pair.h"

namespace tertulia::support {

/// A subscriber with its stream; the test reads the far end of its connection.
struct Member {
  Member(reactor::Reactor& loop, reactor::Deadlines& deadlines,
         reactor::Stream::Limits limits = kAmple)
      : pair(loop, deadlines, limits), place(pair.stream()) {}
  std::string heard() { return get(pair.far); }

  StreamPair pair;
  server::Broadcast::Subscriber place;
};

/// What broadcasts need.
struct ChannelLoop {
  base::ManualClock clock;
  reactor::Reactor loop{clock};
  reactor::Deadlines deadlines{loop};
  server::Statistics statistics;
};

}  // namespace tertulia::support
