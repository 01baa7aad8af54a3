#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/chat/hub.h"
#include "tertulia/server/admission.h"
#include "tertulia/server/archive_records.h"
#include "tertulia/server/archivist.h"
#include "tertulia/server/authenticator.h"
#include "tertulia/server/backpressure.h"
#include "tertulia/server/detached_sessions.h"
#include "tertulia/server/hub_delivery.h"
#include "tertulia/server/memory_log.h"
#include "tertulia/server/rate_limit_store.h"
#include "tertulia/server/rejected_connections.h"
#include "tertulia/server/resume_attempt.h"
#include "tertulia/server/resume_memory.h"
#include "tertulia/server/server.h"
#include "tertulia/server/session.h"
#include "tertulia/server/sessions.h"

namespace tertulia::server {

/// The server around a hub. It admits clients, has a session for each of them, and passes commands
/// from the sessions to the hub. `HubDelivery` passes the hub's events to the sessions.
///
/// A client whose dialect can resume keeps its session for `--resume-timeout` after its connection
/// is lost: it stays a member, and the others notice nothing. A new connection that shows the
/// session's token goes on with it, also while the former connection seems to be alive.
class HubServer final : public Server,
                        private Session::Owner,
                        private Backpressure::Senders,
                        private reactor::DeferredTask {
 public:
  /// If the server is full, a new client may replace the oldest client without a name, once that
  /// one has used this part (1/10) of `--login-timeout`. So idle connections cannot block the
  /// server.
  static constexpr int kLoginGraceDivisor = Session::kLoginGraceDivisor;

  /// A replay has at most so many messages of a room from the archive.
  static constexpr std::size_t kMaxArchivedReplay = 2'000;

  /// The services that a hub's server uses. Null means the default: a log in memory, and nothing is
  /// kept. With an archive names can be registered. They must outlive the server.
  struct Services {
    chat::RoomLog* log = nullptr;
    chat::Accounts* accounts = nullptr;
    chat::Archive* archive = nullptr;
    /// What the archive has. The server goes on with it: with its rooms, and with its sessions,
    /// which have the time of `--resume-timeout` from now on to come back.
    chat::ArchivedState archived = {};
  };

  HubServer(reactor::Reactor& reactor, Policy policy);
  HubServer(reactor::Reactor& reactor, Policy policy, const Services& services);
  ~HubServer() override;

  void accept(reactor::Socket socket, reactor::Peer peer) override;
  void accept_encrypted(reactor::Socket socket, reactor::Peer peer) override;
  /// Refuses all but root and the user of this process; see `reactor::is_from_root_or_self()`.
  void accept_console(reactor::Socket socket, reactor::Peer peer) override;
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
  base::Instant now() const override { return reactor_.now(); }
  const base::Limits& limits() const override { return policy_.limits; }
  Statistics& count() override { return counters(); }
  Backpressure& backpressure() override { return backpressure_; }
  std::unique_ptr<reactor::Transport> make_tls_transport() override;
  chat::CommandResult execute(Session& session, const chat::Command& command) override;
  void on_requests_finished(Session& session) override;
  void acknowledge_later(Session& session) override;
  void on_left(Session& session, chat::LeaveReason reason) override;
  void resume_later(Session& session, const wire::ResumeRequest& request) override;
  void settle(Session& session) override;
  void on_lost(Session& session) override;
  void on_closed(Session& session, reactor::Stream::CloseReason reason) override;

  std::optional<std::size_t> load(chat::MemberId client) const override;
  void read_held(chat::MemberId client) override;

  void restore(const chat::ArchivedState& state);
  void restore(const chat::ArchivedSession& session);
  void enter_rooms(ResumeMemory& memory, const chat::ArchivedSession& session);

  void run() override;
  void defer();
  bool has_unstored_requests(const Session& session) const;
  void leave_when_stored(chat::MemberId client);
  void leave(chat::MemberId client);
  void decide_later(ResumeAttempt attempt);
  void resume(ResumeAttempt attempt);
  void refuse_resume(Session& asking);
  std::optional<chat::MemberId> find_for_resume(std::string_view token, bool encrypted) const;
  SessionState take_for_resume(chat::MemberId client);
  std::vector<MissedPart> missed_parts(const ResumeAttempt& attempt, chat::MemberId client) const;
  void read_archive(ResumeAttempt attempt, const std::vector<MissedPart>& parts);
  void on_read(chat::MemberId asking, const MissedPart& part,
               const base::Result<chat::ArchivePage>& page);
  Session& move_to(Session& asking, SessionState state);
  void send_missed(Session& session, const ResumeAttempt& attempt);
  bool keep_detached(Session& session, chat::LeaveReason reason);
  void end_detached(SessionState state, chat::LeaveReason reason);
  void end_state(const SessionState& state, chat::LeaveReason reason);
  void give_up_name(std::string_view name, const Session& wanted_by);
  bool admit_login(Session& session, const chat::Command& command);
  std::optional<chat::Problem> find_place(Session& session);

  void accept(reactor::Socket socket, reactor::Peer peer, PlainText plain_text);
  /// Whether the address is banned. Then it is told so.
  bool is_banned(reactor::Socket& socket, const reactor::Peer& peer);
  static chat::Trust trust_of(const reactor::Socket& socket, const reactor::Peer& peer);
  SessionState new_session(const reactor::Peer& peer);
  void expel(chat::MemberId client, const chat::Event& last);
  /// Whether the connection counts as a client; or why it is refused.
  std::variant<bool, chat::Problem> admit(const std::string& host);
  bool make_room();
  void give_back_place(const Session& session);
  void move_place(const SessionState& state, const std::string& to);
  std::unique_ptr<Archivist> make_archivist(chat::Archive* archive);
  chat::History& history();
  chat::Accounts& accounts(const Services& services);
  void apply_policy();
  Session& open_session(reactor::Socket socket, reactor::Peer peer, SessionState state);
  void end(Session& session);
  void forget(Session& session);
  void report_done();

  reactor::Reactor& reactor_;
  Policy policy_;
  reactor::Deadlines deadlines_;
  MemoryLog memory_log_;
  chat::GuestAccounts guest_accounts_;
  Authenticator authenticator_;
  chat::NoHistory no_history_;
  ReplayPool replay_pool_;
  SessionTokens tokens_;
  ArchiveRecords records_;
  const std::unique_ptr<Archivist> archivist_;  // null if nothing is kept
  HubDelivery delivery_;
  chat::Hub hub_;
  Admission admission_;
  RejectedConnections rejected_connections_;
  RateLimitStore rate_limits_;
  Backpressure backpressure_;
  DetachedSessions detached_;
  Sessions sessions_;
  bool deferred_ = false;
  std::vector<chat::MemberId> leaving_;                       // leave at the end of the pass
  std::vector<ResumeAttempt> resume_attempts_;                // decided at the end of the pass
  std::map<chat::MemberId, ResumeAttempt> reading_attempts_;  // by the session that asks
  std::uint64_t last_id_;
  std::function<void()> on_done_;
};

}  // namespace tertulia::server
