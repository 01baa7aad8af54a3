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

/// The write path of one room in one rendering. Everything that its subscribers are sent in one
/// pass of the loop is gathered in one batch, and each subscriber gets its part with one write at
/// the end of the pass. So a delivery costs little more than its system call, however many messages
/// a pass has.
///
/// Every subscriber sees everything in the order of the calls. It has a cursor, its position in the
/// present batch: a new subscriber gets only what comes after it, and an answer to one subscriber
/// is written after the part of the batch that came before.
class Broadcast final : private reactor::DeferredTask {
 public:
  /// A batch that is longer does not wait for the end of the pass.
  static constexpr std::size_t kMaxBatch = 64 * 1024;

  /// A stream's place among the recipients of one broadcast. The stream must outlive it.
  class Subscriber {
   public:
    explicit Subscriber(reactor::Stream& stream) : stream_(stream) {}
    /// Ends the subscription, without a delivery.
    ~Subscriber();
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    bool subscribed() const { return broadcast_ != nullptr; }
    /// Writes to this stream alone, after its part of the batch that it has not got yet.
    void send(std::string_view bytes);
    /// Delivers its part of the batch, then ends the subscription. Without one nothing happens.
    void unsubscribe();

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

  /// Precondition: the subscriber has no subscription.
  void subscribe(Subscriber& subscriber);
  bool empty() const { return subscribers_.empty(); }

  void to_all(std::string_view bytes);
  /// To all but these. Those that do not subscribe to this broadcast are ignored.
  void to_others(std::span<Subscriber* const> except, std::string_view bytes);

 private:
  void run() override;
  void flush();
  void remove(Subscriber& subscriber);
  void catch_up(Subscriber& subscriber, base::Instant now);

  reactor::Reactor& reactor_;
  Statistics& statistics_;
  std::vector<Subscriber*> subscribers_;
  std::string batch_;
  bool deferred_ = false;
};

}  // namespace tertulia::server
