#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/chat/event.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/server/broadcast.h"
#include "tertulia/server/replay_buffer.h"
#include "tertulia/server/subscriptions.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

/// Sends the events of one room to its members. It has a broadcast for each dialect and view that a
/// member uses, as long as a member uses it. An event is rendered once for each of them.
class RoomChannel {
 public:
  /// Joins and leaves during this interval after a notice are gathered into the next notice.
  static constexpr base::Duration kNoticeInterval{500};
  /// Each member makes the interval longer by this time, since a notice costs a line for each
  /// member. So notices use a bounded part of the processor time, however many clients join.
  static constexpr std::chrono::microseconds kNoticeIntervalPerMember{100};

  /// All messages of the room come after the entry `last`. `on_notices` is called when the interval
  /// after `schedule_notices()` has passed. It must not destroy the channel.
  RoomChannel(reactor::Reactor& reactor, Statistics& statistics, ReplayPool& pool,
              chat::EntryId last, std::function<void()> on_notices)
      : reactor_(reactor),
        statistics_(statistics),
        pool_(pool),
        notice_timer_(reactor, std::move(on_notices)),
        last_message_(last) {}
  /// Precondition: no member has a subscription.
  ~RoomChannel() = default;

  /// From now on this member gets the room's events in this dialect and view, and not in another
  /// one any more.
  void subscribe(Subscriptions& member, const wire::Dialect& dialect, wire::View view);
  /// Sends the rest of the batch and ends the subscription, if the member has one.
  void unsubscribe(Subscriptions& member);
  bool has(Subscriptions& member) const { return broadcast_of(member) != nullptr; }

  /// The latest messages of the room in this dialect, which must show all rooms alike. The channel
  /// remembers them as long as somebody has the result.
  std::shared_ptr<ReplayBuffer> remember(const wire::Dialect& dialect);

  void to_all(const chat::Event& event) { to_others({}, event); }
  /// To all members except these. Members of other rooms are ignored.
  void to_others(std::span<Subscriptions* const> except, const chat::Event& event);
  /// Sends what is gathered now, and does not wait for the end of the pass.
  void flush();
  /// The member has caused the next event: first it gets what its other rooms have sent before.
  void catch_up_author(Subscriptions& author) const;

  void schedule_notices(std::size_t members);
  void stop_notices() { notice_timer_.stop(); }

  /// The number of broadcasts that the channel has.
  std::size_t renderings() const { return renderings_.size(); }

 private:
  struct Rendering {
    Rendering(const wire::Dialect& rendered_in, wire::View seen_as, reactor::Reactor& reactor,
              Statistics& statistics)
        : dialect(rendered_in), view(seen_as), broadcast(reactor, statistics) {}
    const wire::Dialect& dialect;
    const wire::View view;
    bool is_used() const { return !broadcast.empty() || !replay.expired(); }
    Broadcast broadcast;
    std::weak_ptr<ReplayBuffer> replay;
  };

  Rendering& rendering(const wire::Dialect& dialect, wire::View view);
  Rendering* find(const wire::Dialect& dialect, wire::View view) const;
  const Broadcast* broadcast_of(Subscriptions& member) const;
  void drop_unused();

  reactor::Reactor& reactor_;
  Statistics& statistics_;
  ReplayPool& pool_;
  reactor::Timer notice_timer_;
  chat::EntryId last_message_;
  std::vector<std::unique_ptr<Rendering>> renderings_;
};

}  // namespace tertulia::server
