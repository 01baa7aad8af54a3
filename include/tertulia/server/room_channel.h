#pragma once

#include <memory>
#include <span>
#include <vector>

#include "tertulia/chat/event.h"
#include "tertulia/server/broadcast.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

/// Sends the events of one room to its members. It has a broadcast for each dialect that a member
/// uses. An event is rendered once for each dialect with subscribers.
///
/// A member is in one room only, for now. When members can be in several rooms, each will subscribe
/// to several broadcasts. Then a member must get the rest of all its batches before its own line
/// enters one of them, and before it gets an answer. Otherwise it would see its own actions out of
/// order.
class RoomChannel {
 public:
  RoomChannel(reactor::Reactor& reactor, Statistics& statistics)
      : reactor_(reactor), statistics_(statistics) {}

  /// From now on this subscriber gets the room's events in this dialect.
  void subscribe(Broadcast::Subscriber& subscriber, const wire::Dialect& dialect);

  void to_all(const chat::Event& event);
  /// To all subscribers except these. Subscribers of other rooms are ignored.
  void to_others(std::span<Broadcast::Subscriber* const> except, const chat::Event& event);

 private:
  struct Rendering {
    Rendering(const wire::Dialect& rendered_in, reactor::Reactor& reactor, Statistics& statistics)
        : dialect(rendered_in), broadcast(reactor, statistics) {}
    const wire::Dialect& dialect;
    Broadcast broadcast;
  };

  reactor::Reactor& reactor_;
  Statistics& statistics_;
  std::vector<std::unique_ptr<Rendering>> renderings_;
  std::string rendered_;
};

}  // namespace tertulia::server
