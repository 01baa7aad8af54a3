#pragma once

#include <memory>
#include <span>
#include <vector>

#include "tertulia/chat/event.h"
#include "tertulia/server/broadcast.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

/// Everything that the members of one room are sent: a broadcast for each rendering that a member
/// uses. An event is rendered once for each of them, and not at all for one without subscribers.
///
/// A member is in one broadcast of one room yet. A member of several rooms will have a subscription
/// in each; before its own line enters one of them, and before it gets an answer, it must get its
/// part of the others, so that it sees what it did in the order in which it did it.
class RoomChannel {
 public:
  RoomChannel(reactor::Reactor& reactor, Statistics& statistics)
      : reactor_(reactor), statistics_(statistics) {}

  /// From now on this subscriber gets the room's events in this dialect.
  void subscribe(Broadcast::Subscriber& subscriber, const wire::Dialect& dialect);

  void to_all(const chat::Event& event);
  /// To all but these. Those that do not subscribe to the room are ignored.
  void to_others(std::span<Broadcast::Subscriber* const> except, const chat::Event& event);

 private:
  struct Rendering {
    const wire::Dialect& dialect;
    Broadcast broadcast;
  };

  reactor::Reactor& reactor_;
  Statistics& statistics_;
  std::vector<std::unique_ptr<Rendering>> renderings_;
  std::string rendered_;
};

}  // namespace tertulia::server
