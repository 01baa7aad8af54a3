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

#include "tertulia/base/limits.h"
#include "tertulia/chat/hub.h"
#include "tertulia/reactor/listener.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/server/admission.h"
#include "tertulia/server/broadcast.h"
#include "tertulia/server/rate_limit_store.h"
#include "tertulia/server/rejected_connections.h"
#include "tertulia/server/server.h"
#include "tertulia/server/session.h"

namespace tertulia::server {

/// The hub's server: one room, and a session for each client. It takes what the hub has to tell,
/// puts it into words once, and passes it on.
class HubServer final : public Server, private chat::Delivery {
 public:
  /// Joins and leaves within so long of each other are told together.
  static constexpr base::Duration kNoticeInterval{500};
  /// And so much longer for each who is told, as long as that takes many times over: telling who
  /// comes must not hold up who comes.
  static constexpr std::chrono::microseconds kNoticeIntervalPerMember{100};

  /// When the server is full, whoever came this part of `--login-timeout` ago and gave no name
  /// makes room for the next: idle connections cannot keep people out.
  static constexpr int kLoginGraceDivisor = 10;

  HubServer(reactor::Reactor& reactor, Policy policy);
  ~HubServer() override;

  void accept(reactor::Socket socket, reactor::Peer peer) override;
  void shut_down(std::function<void()> on_done) override;
  void set_policy(const Policy& policy) override;
  ClientCounts client_counts() const override;

 private:
  void to_all(const chat::Event& event) override;
  void to_others(std::span<const chat::MemberId> but, const chat::Event& event) override;
  void to_one(chat::MemberId to, const chat::Event& event) override;
  void entered(chat::MemberId member) override;
  void left(chat::MemberId member) override;
  void schedule_notices() override;

  std::optional<chat::Problem> admit(const std::string& host);
  bool make_room();
  void end(chat::MemberId id);
  const std::string& render(const chat::Event& event);

  Policy policy_;
  reactor::Deadlines deadlines_;
  reactor::Timer notice_timer_;
  Broadcast broadcast_;
  chat::Hub hub_;
  Admission admission_;
  RejectedConnections rejected_connections_;
  RateLimitStore rate_limits_;
  Session::Shared shared_;
  std::unordered_map<chat::MemberId, std::unique_ptr<Session>> sessions_;
  std::set<chat::MemberId> nameless_;  // the oldest first
  std::uint64_t last_id_ = 0;
  std::string rendered_;
  std::function<void()> on_done_;
};

}  // namespace tertulia::server
