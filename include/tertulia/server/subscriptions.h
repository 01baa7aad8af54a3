#pragma once

#include <memory>
#include <string_view>

#include "tertulia/server/broadcast.h"

namespace tertulia::server {

/// The subscriptions of one client: one for each room that it is in. Before it gets an answer, it
/// gets its part of every batch. So it sees the effects of all requests in the order in which they
/// were executed, in whatever rooms they were.
///
/// Most clients are in one room only: the first subscription needs no memory of its own.
class Subscriptions {
 public:
  /// The stream must outlive this object.
  explicit Subscriptions(reactor::Stream& stream) : first_(stream) {}

  /// Precondition: there is no subscription to this broadcast.
  void subscribe(Broadcast& broadcast);
  /// Sends the rest of this broadcast's batch and ends the subscription, if there is one.
  void unsubscribe(const Broadcast& broadcast);
  /// The same for all broadcasts.
  void unsubscribe_all();
  /// Null if there is none.
  Broadcast::Subscription* find(const Broadcast& broadcast);

  /// Sends the rest of all batches to this client, and then these bytes to it alone.
  void send(std::string_view bytes);
  /// Sends the rest of all batches except this one. Call it before a line of this client enters
  /// that batch.
  void catch_up_except(const Broadcast* broadcast);

 private:
  struct Place {
    explicit Place(reactor::Stream& stream) : subscription(stream) {}
    Broadcast::Subscription subscription;
    std::unique_ptr<Place> next;
  };

  Place first_;
};

}  // namespace tertulia::server
