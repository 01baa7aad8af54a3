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
#include "tertulia/server/memory_log.h"
#include "tertulia/server/rate_limit_store.h"
#include "tertulia/server/rejected_connections.h"
#include "tertulia/server/room_channel.h"
#include "tertulia/server/server.h"
#include "tertulia/server/session.h"

namespace tertulia::server {

/// The hub's server: a session for each client, and a channel for each room. It passes commands
/// from the sessions to the hub, and events from the hub to the sessions and channels.
class HubServer final : public Server,
                        private chat::Delivery,
                        private Session::Owner,
                        private reactor::DeferredTask {
 public:
  /// Joins and leaves during this interval after a notice are gathered into the next one.
  static constexpr base::Duration kNoticeInterval{500};
  /// The interval is longer by this for each member, since a notice costs a line for each of them.
  /// So notices take a bounded part of the processor, however many clients join.
  static constexpr std::chrono::microseconds kNoticeIntervalPerMember{100};

  /// In a full server, a client that has given no name for this part of `--login-timeout` makes
  /// room for the next one. So idle connections cannot keep people out.
  static constexpr int kLoginGraceDivisor = 10;

  /// What a hub's server stands on. A member that is null gets its standard: a log in memory, and
  /// accounts of guests. What is given must outlive the server.
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

  /// Takes a client off its connection, which is closed. It stays a member: the others notice
  /// nothing. Nothing if there is no such client, or if it has a pending command or is closing.
  std::optional<SessionState> detach(chat::MemberId client);
  /// Goes on with a client that was detached, on another connection.
  void attach(SessionState state, reactor::Socket socket, reactor::Peer peer);

 private:
  void to_room(chat::RoomId room, const chat::Event& event) override;
  void to_others(chat::RoomId room, std::span<const chat::MemberId> except,
                 const chat::Event& event) override;
  void to_one(chat::MemberId to, const chat::Event& event) override;
  void joined(chat::RoomId room, chat::MemberId member) override;
  void left(chat::RoomId room, chat::MemberId member) override;
  void finished(chat::MemberId client) override;
  void schedule_notices() override;

  base::Instant now() const override { return reactor_.now(); }
  const base::Limits& limits() const override { return policy_.limits; }
  Statistics& count() override { return counters(); }
  chat::CommandResult execute(Session& session, const chat::Command& command) override;
  void on_left(Session& session) override;
  void on_closed(Session& session, reactor::Stream::CloseReason reason) override;

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
  std::unordered_map<chat::RoomId, RoomChannel> channels_;
  std::unordered_map<chat::MemberId, std::unique_ptr<Session>> sessions_;
  std::set<chat::MemberId> nameless_;  // in the order of their arrival
  std::vector<chat::MemberId> finished_;
  std::uint64_t last_id_ = 0;
  std::function<void()> on_done_;
};

}  // namespace tertulia::server
