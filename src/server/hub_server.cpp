#include "tertulia/server/hub_server.h"

#include <utility>

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/tls.h"
#include "tertulia/reactor/transport.h"
#include "tertulia/server/access_log.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server {
namespace {

using reactor::Stream;

/// A history answer fills at most half of the client's queue, so that it does not overflow. A
/// dialect may render texts and names three times as large.
constexpr std::size_t kAnswerDivisor = 2 * 3;

std::string_view describe(Stream::CloseReason reason) {
  switch (reason) {
    case Stream::CloseReason::orderly:
      return "orderly";
    case Stream::CloseReason::drain_timeout:
      return "drain timeout";
    case Stream::CloseReason::reset:
      return "connection reset";
    case Stream::CloseReason::overflow:
      return "more is waiting for it than --send-queue allows, or for longer than "
             "--send-queue-total allows";
    case Stream::CloseReason::stalled:
      return "it took nothing for --send-timeout";
    case Stream::CloseReason::aborted:
      return "aborted";
  }
  return {};
}

}  // namespace

HubServer::HubServer(reactor::Reactor& reactor, Policy policy)
    : HubServer(reactor, std::move(policy), Services{}) {}

HubServer::HubServer(reactor::Reactor& reactor, Policy policy, const Services& services)
    : reactor_(reactor),
      policy_(std::move(policy)),
      deadlines_(reactor),
      memory_log_(reactor.clock(), services.archived.last),
      authenticator_(reactor, sessions_, policy_, counters()),
      replay_pool_(reactor.send_budget()),
      records_(hub_, sessions_, services.log != nullptr ? *services.log : memory_log_),
      archivist_(make_archivist(services.archive)),
      delivery_({reactor, counters(), policy_, hub_, sessions_, tokens_, replay_pool_, admission_,
                 archivist_.get(),
                 [this](chat::MemberId client, const chat::Event& last) { expel(client, last); },
                 services.archived.last}),
      hub_(delivery_, services.log != nullptr ? *services.log : memory_log_, accounts(services),
           history()),
      admission_(policy_.limits),
      rejected_connections_(reactor, deadlines_, policy_.limits, counters()),
      backpressure_(reactor, *this),
      detached_(reactor,
                [this](SessionState state, chat::LeaveReason reason) {
                  end_detached(std::move(state), reason);
                }),
      sessions_(detached_),
      last_id_(base::microseconds_since_1970(reactor.clock().wall_time())) {
  apply_policy();
  if (archivist_) restore(services.archived);
}

std::unique_ptr<Archivist> HubServer::make_archivist(chat::Archive* archive) {
  if (archive == nullptr) return nullptr;
  return std::make_unique<Archivist>(
      reactor_, *archive, records_, counters(),
      [this](chat::MemberId client, chat::Number number) { records_.set_stored(client, number); });
}

chat::History& HubServer::history() {
  if (archivist_) return *archivist_;
  return no_history_;
}

void HubServer::apply_policy() {
  const auto& limits = policy_.limits;
  hub_.set_motd(policy_.motd);
  hub_.set_recent_limit(limits.history_on_join, limits.keep);
  hub_.set_answer_limit(limits.send_queue / kAnswerDivisor);
  hub_.set_room_limits({limits.max_rooms, limits.max_rooms_per_client});
  hub_.set_max_accounts(limits.max_accounts);
  hub_.set_configured_operators(policy_.operators);
  replay_pool_.set_buffer_limit(limits.resume_buffer);
  detached_.set_timeout(limits.resume_timeout);
}

HubServer::~HubServer() {
  if (deferred_) reactor_.cancel(*this);
}

void HubServer::end(Session& session) {
  rate_limits_.save(session.peer().host, session.bucket(), now());
  give_back_place(session);
  forget(session);
}

void HubServer::give_back_place(const Session& session) {
  const auto& host = session.peer().host;
  if (!session.counted()) return admission_.release_provisional(host);
  if (session.memory() != nullptr) admission_.remove_resumable(host);
  admission_.release(host);
}

void HubServer::move_place(const SessionState& state, const std::string& to) {
  admission_.count(to);
  if (state.memory) {
    admission_.add_resumable(to);
    admission_.remove_resumable(state.host);
  }
  admission_.release(state.host);
}

void HubServer::forget(Session& session) {
  sessions_.remove(session.id());
  report_done();
}

void HubServer::report_done() {
  const bool handed_over = !archivist_ || archivist_->finished();
  if (on_done_ && sessions_.empty() && handed_over) std::exchange(on_done_, nullptr)();
}

void HubServer::shut_down(std::function<void()> on_done) {
  delivery_.stop_notices();
  if (archivist_) archivist_->finish([this] { report_done(); });
  detached_.clear();
  on_done_ = std::move(on_done);
  sessions_.for_each(
      [](Session& session) { session.close(chat::Closing{chat::CloseReason::shutdown}); });
  report_done();
}

void HubServer::set_policy(const Policy& policy) {
  policy_ = policy;
  apply_policy();
  rate_limits_ = {};
  sessions_.for_each([](Session& session) { session.apply_limits(); });
}

ClientCounts HubServer::client_counts() const {
  const auto detached = detached_.size();
  return {hub_.size() - detached, sessions_.nameless(),  0, detached, hub_.room_count(),
          hub_.bans().size(),     hub_.registry().size()};
}

std::optional<SessionState> HubServer::detach(chat::MemberId client) {
  auto* session = sessions_.find(client);
  if (session == nullptr || !session->can_detach()) return std::nullopt;
  auto state = session->detach();
  state.name = hub_.name_of(client);
  state.host = session->peer().host;
  state.rooms = hub_.rooms_of(client);
  forget(*session);
  return state;
}

void HubServer::attach(SessionState state, reactor::Socket socket, reactor::Peer peer) {
  if (on_done_) return drop(std::move(state));
  const bool member = state.phase == Session::Phase::member;
  state.encrypted = false;
  state.trust = trust_of(socket, peer);
  move_place(state, peer.host);
  auto& session = open_session(std::move(socket), std::move(peer), std::move(state));
  if (!member) return;
  access_log::joined(session.peer().name, hub_.name_of(session.id()));
  delivery_.subscribe(session);
}

void HubServer::drop(SessionState state) { end_state(state, chat::LeaveReason::left); }

chat::CommandResult HubServer::execute(Session& session, const chat::Command& command) {
  if (session.phase() == Session::Phase::login && !admit_login(session, command)) {
    return chat::CommandResult::leave;
  }
  if (std::holds_alternative<chat::Leave>(command) && has_unstored_requests(session)) {
    leave_when_stored(session.id());
    return chat::CommandResult::pending;
  }
  return hub_.execute(session.id(), command);
}

void HubServer::on_requests_finished(Session& session) { delivery_.on_requests_finished(session); }

void HubServer::acknowledge_later(Session& session) { delivery_.acknowledge_later(session.id()); }

std::optional<std::size_t> HubServer::load(chat::MemberId client) const {
  const auto* session = sessions_.find(client);
  if (session == nullptr || !session->held()) return std::nullopt;
  return session->load();
}

void HubServer::read_held(chat::MemberId client) {
  auto* session = sessions_.find(client);
  if (session != nullptr && session->held()) session->read_held();
}

/// A connection that found no place gives its provisional one back, and only drains.
void HubServer::on_left(Session& session, chat::LeaveReason reason) {
  hub_.remove(session.id(), reason);
  if (session.counted() || on_done_) return;
  rate_limits_.save(session.peer().host, session.bucket(), now());
  give_back_place(session);
  sessions_.set_aside(session);
}

void HubServer::on_closed(Session& session, Stream::CloseReason reason) {
  if (sessions_.remove_aside(session)) return report_done();
  const auto cause = session.log_cause();
  const auto& peer = session.peer().name;
  if (base::log::enabled(base::log::Level::debug)) {
    base::log::debug(fmt::format("{} closed: {}", peer, describe(reason)));
  }
  const bool slow =
      reason == Stream::CloseReason::overflow || reason == Stream::CloseReason::stalled;
  if (slow) {
    ++counters().slow_readers_dropped;
    base::log::warn(fmt::format("{} reads too slowly: {}", peer, describe(reason)));
  }
  const bool member = session.phase() == Session::Phase::member;
  if (member && keep_detached(session, slow ? chat::LeaveReason::slow : chat::LeaveReason::lost)) {
    sessions_.remove_aside(session);
    return;
  }
  hub_.remove(session.id(), slow ? chat::LeaveReason::slow : chat::LeaveReason::left);
  end(session);
}

}  // namespace tertulia::server
