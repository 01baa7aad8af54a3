#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/chat/hub.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/server/admission.h"
#include "tertulia/server/backpressure.h"
#include "tertulia/server/memory_log.h"
#include "tertulia/server/rate_limit_store.h"
#include "tertulia/server/rejected_connections.h"
#include "tertulia/server/room_channel.h"
#include "tertulia/server/server.h"
#include "tertulia/server/session.h"

namespace tertulia::server {

/// The server around a hub. It has a session for each client, and a channel for each room. It
/// passes commands from the sessions to the hub, and events from the hub to the sessions and
/// channels.
class HubServer final : public Server,
                        private chat::Delivery,
                        private Session::Owner,
                        private Backpressure::Senders,
                        private reactor::DeferredTask {
 public:
  /// Joins and leaves during this interval after a notice are gathered into the next notice.
  static constexpr base::Duration kNoticeInterval{500};
  /// Each member makes the interval longer by this time, since a notice costs a line for each
  /// member. So notices use a bounded part of the processor time, however many clients join.
  static constexpr std::chrono::microseconds kNoticeIntervalPerMember{100};

  /// If the server is full, a new client may replace the oldest client without a name, once that
  /// one has used this part (1/10) of `--login-timeout`. So idle connections cannot block the
  /// server.
  static constexpr int kLoginGraceDivisor = 10;

  /// The services that a hub's server uses. Null means the default: a log in memory, and accounts
  /// for guests. They must outlive the server.
  struct Services {
    chat::RoomLog* log = nullptr;
    chat::Accounts* accounts = nullptr;
  };

  HubServer(reactor::Reactor& reactor, Policy policy);
  HubServer(reactor::Reactor& reactor, Policy policy, Services services);
  ~HubServer() override;

  void accept(reactor::Socket socket, reactor::Peer peer) override;
  void shut_down(std::function<void()> on_done) override;
  void set_policy(const Policy& policy) override;
  ClientCounts client_counts() const override;

  /// Closes a client's connection and returns its state. The client stays a member, keeps its place
  /// in `--max-clients`, and the other clients notice nothing. Returns nothing if the client does
  /// not exist, has a pending command or is closing. Give the state to `attach()` or `drop()`.
  std::optional<SessionState> detach(chat::MemberId client);
  /// Continues with a detached client on a new connection, with the limits in force. A server that
  /// shuts down drops it instead.
  void attach(SessionState state, reactor::Socket socket, reactor::Peer peer);
  /// Ends a detached client: it leaves.
  void drop(SessionState state);

 private:
  void to_room(chat::RoomId room, const chat::Event& event) override;
  void to_others(chat::RoomId room, std::span<const chat::MemberId> except,
                 const chat::Event& event) override;
  void to_one(chat::MemberId to, const chat::Event& event) override;
  bool accepts_private(chat::MemberId to) const override;
  void joined(chat::RoomId room, chat::MemberId member) override;
  void left(chat::RoomId room, chat::MemberId member) override;
  void finished(chat::MemberId client) override;
  void schedule_notices() override;

  base::Instant now() const override { return reactor_.now(); }
  const base::Limits& limits() const override { return policy_.limits; }
  Statistics& count() override { return counters(); }
  Backpressure& backpressure() override { return backpressure_; }
  chat::CommandResult execute(Session& session, const chat::Command& command) override;
  void on_left(Session& session) override;
  void on_closed(Session& session, reactor::Stream::CloseReason reason) override;

  std::optional<std::size_t> load(chat::MemberId client) const override;
  void read_held(chat::MemberId client) override;

  void run() override;
  std::optional<chat::Problem> admit(const std::string& host);
  bool make_room();
  Session& open_session(reactor::Socket socket, reactor::Peer peer, SessionState state);
  void end(Session& session);
  void forget(Session& session);
  Session* find(chat::MemberId client) const;
  RoomChannel& channel(chat::RoomId room);

  reactor::Reactor& reactor_;
  Policy policy_;
  reactor::Deadlines deadlines_;
  reactor::Timer notice_timer_;
  MemoryLog memory_log_;
  chat::GuestAccounts guest_accounts_;
  chat::Hub hub_;
  Admission admission_;
  RejectedConnections rejected_connections_;
  RateLimitStore rate_limits_;
  Backpressure backpressure_;
  std::unordered_map<chat::RoomId, RoomChannel> channels_;
  std::unordered_map<chat::MemberId, std::unique_ptr<Session>> sessions_;
  std::set<chat::MemberId> nameless_;  // in the order in which they connected
  std::vector<chat::MemberId> finished_;
  std::uint64_t last_id_ = 0;
  std::function<void()> on_done_;
};

}  // namespace tertulia::server
