#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/server/statistics.h"

namespace tertulia::server {

/// The write path of a room: what everyone is told in one pass of the loop is gathered in one
/// batch, and each subscriber gets its part with one write at the pass's edge. The cost of a
/// delivery so comes down to that of the system call, however many messages a pass has.
///
/// Order: everyone sees everything in the order of the calls. A subscriber has a cursor, its
/// position in the present batch, so that a joiner gets only what comes after it joined, and a
/// private reply is written after the part of the batch that came before it.
class Broadcast final : private reactor::DeferredTask {
 public:
  /// A batch does not wait for the edge any more once it is this long.
  static constexpr std::size_t kEarlyFlush = 64 * 1024;

  /// A stream's place among the recipients. Belongs to one fan-out at a time; unsubscribe it before
  /// it dies. The stream must outlive the subscription.
  class Subscriber {
   public:
    explicit Subscriber(reactor::Stream& stream) : stream_(stream) {}
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;
    bool subscribed() const { return index_ != kNowhere; }

   private:
    friend class Broadcast;
    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
    reactor::Stream& stream_;
    std::size_t index_ = kNowhere;
    std::size_t position_ = 0;
  };

  Broadcast(reactor::Reactor& reactor, Statistics& statistics)
      : reactor_(reactor), statistics_(statistics) {}
  ~Broadcast();
  Broadcast(const Broadcast&) = delete;
  Broadcast& operator=(const Broadcast&) = delete;

  void subscribe(Subscriber& subscriber);
  /// Delivers its part of the batch first. No subscriber: nothing happens.
  void unsubscribe(Subscriber& subscriber);

  void to_all(std::string_view bytes);
  void to_others(std::span<Subscriber* const> but, std::string_view bytes);
  /// To one alone, subscribed or not; at once.
  void to_one(Subscriber& to, std::string_view bytes);

 private:
  void run() override;
  void flush();
  void catch_up(Subscriber& subscriber, base::Instant now);
  void catch_up(Subscriber& subscriber) { catch_up(subscriber, reactor_.now()); }

  reactor::Reactor& reactor_;
  Statistics& statistics_;
  std::vector<Subscriber*> subscribers_;
  std::string batch_;
  bool deferred_ = false;
};

}  // namespace tertulia::server
