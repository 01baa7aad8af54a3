#pragma once

#include <functional>

#include "tertulia/base/limits.h"
#include "tertulia/chat/hub.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/server/broadcast.h"
#include "tertulia/server/rate_limit_store.h"
#include "tertulia/server/statistics.h"
#include "tertulia/wire/rate_limited_reader.h"

namespace tertulia::server {

/// One client's connection to the hub, from its first byte to the last: turns its bytes into
/// commands, minds its deadlines and its rate, and alone decides what becomes of the connection.
///
/// It is born nameless, becomes a member when the hub takes up its name, and parts: by its own
/// wish, at the end of its input, or because a deadline passed. It then drains (see `Stream`).
class Session final : private reactor::Stream::Handler,
                      private reactor::Deadline::Handler,
                      private wire::LineReader::Sink {
 public:
  /// How long a client may say nothing before it is asked for its name.
  static constexpr base::Duration kPromptDelay{300};

  /// What all sessions of a server share; outlives them.
  struct Shared {
    reactor::Reactor& reactor;
    reactor::Deadlines& deadlines;
    chat::Hub& hub;
    Broadcast& broadcast;
    const base::Limits& limits;
    RateLimitStore& rate_limits;
    Statistics& statistics;
    /// The connection is closed: destroy the session with this id.
    std::function<void(chat::MemberId)> on_ended;
  };

  Session(Shared& shared, chat::MemberId id, reactor::Socket socket, reactor::Peer peer);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Sends it an event that concerns it alone.
  void tell(const chat::Event& event);
  /// Tells it why, and lets it drain. Whoever is a member remains so until the connection is
  /// closed, so that the others hear nothing of it: they are told the same.
  void dismiss(const chat::Event& why);
  /// The limits have changed.
  void apply_limits();

  Broadcast::Subscriber& subscriber() { return subscriber_; }
  const reactor::Peer& peer() const { return peer_; }
  base::Instant opened_at() const { return opened_; }

 private:
  void on_input() override;
  void on_peer_ended() override;
  void on_closed(reactor::Stream::CloseReason end) override;
  void on_due(base::Instant now) override;
  bool handle_line(std::string_view line) override;
  bool handle_overlong_line() override;

  bool is_member() const { return subscriber_.subscribed(); }
  void read_lines();
  void handle_end_of_input();
  void leave();
  void check_lost(base::Instant now);
  base::Instant next_loss_check();
  bool has_unread() const;
  void check_login(base::Instant now);
  bool login_overdue(base::Instant now) const;
  void close_unnamed();
  void check_idle(base::Instant now);
  void schedule();

  Shared& shared_;
  const chat::MemberId id_;
  const reactor::Peer peer_;
  const base::Instant opened_;
  reactor::StreamHandle stream_;
  Broadcast::Subscriber subscriber_;
  reactor::Deadline deadline_;
  wire::RateLimitedReader reader_;
  bool heard_ = false;  // something else than telnet negotiation came from it
  bool prompted_ = false;
  bool ended_ = false;  // it will send no more
};

}  // namespace tertulia::server
