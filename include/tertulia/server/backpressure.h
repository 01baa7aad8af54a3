#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/chat/ids.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::server {

/// Slows senders down while the send budget is strained, so that readers need not be closed: the
/// server does not read clients that have sent much. Their input waits in their connections, and
/// nothing is lost.
///
/// What a client has sent is its *load*: the bytes that it has sent recently, and those that wait
/// to be read. A client is admitted if its load is within a limit, which is `kMaxLoad` up to a half
/// used budget, and falls to 0 for an exhausted one. Other clients are held. So the clients that
/// have sent most are held first, and a client that sends little is read as long as anything can be
/// sent.
///
/// A client is held for a limited time. In each `kTurn`, the client that is held for the longest
/// time is read, unless the budget is exhausted. An exhausted budget has room again when the peers
/// have read, or after at most twice `Stream::kMaxQueueAge`, when the streams of peers without
/// progress are closed.
class Backpressure {
 public:
  static constexpr std::size_t kMaxLoad = std::size_t{4} * 1024;
  /// The interval between two looks at the held clients.
  static constexpr base::Duration kInterval{10};
  static constexpr base::Duration kTurn{1'000};

  class Senders {
   public:
    /// The load of a held client; nothing if it is held no more, or has gone.
    virtual std::optional<std::size_t> load(chat::MemberId client) const = 0;
    /// Reads the next request of a held client, and then asks again whether it is admitted.
    virtual void read_held(chat::MemberId client) = 0;

   protected:
    ~Senders() = default;
  };

  /// Both must outlive this object.
  Backpressure(reactor::Reactor& reactor, Senders& senders);

  /// Whether some clients are not admitted.
  bool active() const { return reactor_.send_budget().strained(); }
  /// Whether a client with this load may be read.
  bool admits(std::size_t load) const;
  /// Reads this client later, with `read_held()`.
  void hold(chat::MemberId client);

 private:
  void on_interval();
  void read_admitted();
  void read_longest_held();
  void report();

  reactor::Reactor& reactor_;
  Senders& senders_;
  reactor::Timer timer_;
  std::vector<chat::MemberId> held_;  // the one that is held for the longest time is the first
  base::Instant last_turn_{};
  base::Instant next_report_{};
};

}  // namespace tertulia::server
