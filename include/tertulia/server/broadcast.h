#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/server/statistics.h"

namespace tertulia::server {

/// Sends the events of one room, in one rendering, to its subscribers. It gathers all bytes of one
/// pass of the loop in one batch. At the end of the pass it sends the batch to each subscriber with
/// one write. So a delivery costs little more than its system call, however many messages a pass
/// has.
///
/// Every subscriber gets its bytes in the order of the calls. It has a position in the current
/// batch. A new subscriber starts at the end of the batch. Before an answer to one subscriber is
/// written, that subscriber gets the batch up to this point; see `Subscriptions`.
class Broadcast final : private reactor::DeferredTask {
 public:
  /// A batch of this size is sent at once, before the end of the pass. The size is smaller when all
  /// subscribers together could not queue as much within the send budget, but not under
  /// `kMinBatch`. Between two batches, a broadcast keeps no more memory than `kMinBatch`.
  static constexpr std::size_t kMaxBatch = 64 * 1024;
  static constexpr std::size_t kMinBatch = 4 * 1024;

  /// The place of a stream in one broadcast at a time. The stream must outlive it.
  class Subscription {
   public:
    explicit Subscription(reactor::Stream& stream) : stream_(stream) {}
    /// Ends the subscription without sending the rest of the batch.
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

    reactor::Stream& stream() const { return stream_; }
    /// Null if it is not subscribed.
    const Broadcast* broadcast() const { return broadcast_; }
    /// Sends the rest of the batch to this stream. Does nothing if it is not subscribed.
    void catch_up();
    /// Sends the rest of the batch to this stream and ends the subscription. Does nothing if it is
    /// not subscribed.
    void end();

   private:
    friend class Broadcast;
    reactor::Stream& stream_;
    Broadcast* broadcast_ = nullptr;
    std::uint32_t index_ = 0;
    std::uint32_t position_ = 0;  // in the batch
  };

  Broadcast(reactor::Reactor& reactor, Statistics& statistics)
      : reactor_(reactor), statistics_(statistics) {}
  /// Precondition: no subscriber is left.
  ~Broadcast();
  Broadcast(const Broadcast&) = delete;
  Broadcast& operator=(const Broadcast&) = delete;

  /// Precondition: it is not subscribed to any broadcast.
  void subscribe(Subscription& subscription);
  bool empty() const { return subscriptions_.empty(); }

  void to_all(std::string_view bytes);
  /// Sends the batch now.
  void flush();
  /// To all subscribers except these. Those of other broadcasts are ignored.
  void to_others(std::span<Subscription* const> except, std::string_view bytes);

 private:
  void run() override;
  void remove(Subscription& subscription);
  void catch_up(Subscription& subscription, base::Instant now);
  std::size_t max_batch() const;

  reactor::Reactor& reactor_;
  Statistics& statistics_;
  std::vector<Subscription*> subscriptions_;
  std::string batch_;
  bool deferred_ = false;
};

}  // namespace tertulia::server
