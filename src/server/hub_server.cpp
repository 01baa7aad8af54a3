#include "tertulia/server/hub_server.h"

#include <utility>

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/server/access_log.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server {
namespace {

using reactor::Stream;

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

/// The server's log line for an event of a room, without its end; empty if the event is not logged.
std::string log_line(const chat::Event& event, Print print) {
  const bool message = std::holds_alternative<chat::Message>(event) && print == Print::yes;
  if (!message && !std::holds_alternative<chat::Renamed>(event)) return {};
  std::string line;
  wire::plain::dialect().render(event, line);
  line.pop_back();
  return line;
}

}  // namespace

HubServer::HubServer(reactor::Reactor& reactor, Policy policy)
    : HubServer(reactor, std::move(policy), Services{}) {}

HubServer::HubServer(reactor::Reactor& reactor, Policy policy, Services services)
    : reactor_(reactor),
      policy_(std::move(policy)),
      deadlines_(reactor),
      notice_timer_(reactor, [this] { hub_.send_pending_notices(); }),
      memory_log_(reactor.clock()),
      hub_(*this, services.log != nullptr ? *services.log : memory_log_,
           services.accounts != nullptr ? *services.accounts : guest_accounts_),
      admission_(policy_.limits),
      rejected_connections_(reactor, deadlines_, policy_.limits, counters()),
      backpressure_(reactor, *this) {
  hub_.set_motd(policy_.motd);
}

HubServer::~HubServer() {
  if (!finished_.empty()) reactor_.cancel(*this);
}

void HubServer::accept(reactor::Socket socket, reactor::Peer peer) {
  if (const auto problem = admit(peer.host)) {
    return rejected_connections_.reject(std::move(socket), *problem);
  }
  if (base::log::enabled(base::log::Level::debug)) {
    base::log::debug(fmt::format("{} connected", peer.name));
  }
  ++counters().connections;
  const auto& limits = policy_.limits;
  const chat::MemberId id{++last_id_};
  nameless_.insert(id);
  const base::RateLimiter limiter({limits.rate, limits.burst},
                                  rate_limits_.restore(peer.host, now()), now());
  open_session(std::move(socket), std::move(peer), SessionState(id, limiter, now()));
}

Session& HubServer::open_session(reactor::Socket socket, reactor::Peer peer, SessionState state) {
  const auto id = state.id;
  auto stream = reactor::Stream::create(reactor_, deadlines_, std::move(socket),
                                        stream_limits(policy_.limits));
  auto session = std::make_unique<Session>(static_cast<Session::Owner&>(*this), deadlines_,
                                           std::move(stream), std::move(peer), std::move(state));
  return *sessions_.emplace(id, std::move(session)).first->second;
}

std::optional<chat::Problem> HubServer::admit(const std::string& host) {
  const auto problem = admission_.admit(host);
  if (problem != chat::Problem::server_full || !make_room()) return problem;
  return admission_.admit(host);
}

bool HubServer::make_room() {
  if (nameless_.empty()) return false;
  auto& oldest = *find(*nameless_.begin());
  if (now() - oldest.opened_at() < policy_.limits.login_timeout / kLoginGraceDivisor) return false;
  ++counters().refused_full;
  access_log::displaced(oldest.peer().name);
  oldest.send(chat::Refused{chat::Problem::server_full, {}});
  hub_.remove(oldest.id());  // its login may be pending
  end(oldest);
  return true;
}

Session* HubServer::find(chat::MemberId client) const {
  const auto found = sessions_.find(client);
  return found == sessions_.end() ? nullptr : found->second.get();
}

RoomChannel& HubServer::channel(chat::RoomId room) {
  return channels_.try_emplace(room, reactor_, counters()).first->second;
}

void HubServer::end(Session& session) {
  rate_limits_.save(session.peer().host, session.bucket(), now());
  admission_.release(session.peer().host);
  forget(session);
}

void HubServer::forget(Session& session) {
  const auto id = session.id();
  nameless_.erase(id);
  sessions_.erase(id);
  if (on_done_ && sessions_.empty()) std::exchange(on_done_, nullptr)();
}

void HubServer::shut_down(std::function<void()> on_done) {
  notice_timer_.stop();
  for (const auto& [id, session] : sessions_) {
    session->close(chat::Closing{chat::CloseReason::shutdown});
  }
  if (sessions_.empty()) return on_done();
  on_done_ = std::move(on_done);
}

void HubServer::set_policy(const Policy& policy) {
  policy_ = policy;
  hub_.set_motd(policy_.motd);
  rate_limits_ = {};
  for (const auto& [id, session] : sessions_) session->apply_limits();
}

ClientCounts HubServer::client_counts() const { return {hub_.size(), nameless_.size(), 0}; }

std::optional<SessionState> HubServer::detach(chat::MemberId client) {
  auto* session = find(client);
  if (session == nullptr || !session->can_detach()) return std::nullopt;
  auto state = session->detach();
  state.name = hub_.name_of(client);
  state.host = session->peer().host;
  if (state.phase == Session::Phase::member) state.rooms.push_back(chat::kLobby);
  forget(*session);
  return state;
}

void HubServer::attach(SessionState state, reactor::Socket socket, reactor::Peer peer) {
  if (on_done_) return drop(std::move(state));
  const auto rooms = state.rooms;
  if (state.phase == Session::Phase::login) nameless_.insert(state.id);
  admission_.release(state.host);
  admission_.count(peer.host);
  auto& session = open_session(std::move(socket), std::move(peer), std::move(state));
  if (!rooms.empty()) access_log::joined(session.peer().name, hub_.name_of(session.id()));
  for (const auto room : rooms) channel(room).subscribe(session.subscriber(), session.dialect());
}

void HubServer::drop(SessionState state) {
  hub_.remove(state.id);
  rate_limits_.save(state.host, state.limiter.bucket(), now());
  admission_.release(state.host);
}

void HubServer::to_room(chat::RoomId room, const chat::Event& event) {
  channel(room).to_all(event);
  const auto line = log_line(event, policy_.print);
  if (!line.empty()) base::log::info(line);
}

void HubServer::to_others(chat::RoomId room, std::span<const chat::MemberId> except,
                          const chat::Event& event) {
  std::vector<Broadcast::Subscriber*> subscribers;
  for (const auto id : except) {
    if (auto* session = find(id)) subscribers.push_back(&session->subscriber());
  }
  channel(room).to_others(subscribers, event);
}

void HubServer::to_one(chat::MemberId to, const chat::Event& event) {
  auto* session = find(to);
  if (session == nullptr) return;
  session->send(event);
  const auto* refused = std::get_if<chat::Refused>(&event);
  if (refused != nullptr && session->phase() == Session::Phase::login) {
    access_log::name_refused(session->peer().name, *refused);
  }
}

bool HubServer::accepts_private(chat::MemberId to) const {
  const auto* session = find(to);
  return session == nullptr || session->accepts_private();
}

void HubServer::joined(chat::RoomId room, chat::MemberId member) {
  base::log::info(fmt::format("New client: {}", hub_.name_of(member)));
  nameless_.erase(member);
  auto* session = find(member);
  if (session == nullptr || session->phase() != Session::Phase::login) return;
  access_log::joined(session->peer().name, hub_.name_of(member));
  session->set_member();
  channel(room).subscribe(session->subscriber(), session->dialect());
}

void HubServer::left(chat::RoomId /*room*/, chat::MemberId member) {
  if (auto* session = find(member)) session->subscriber().unsubscribe();
  base::log::info(fmt::format("Client disconnected: {}", hub_.name_of(member)));
}

void HubServer::finished(chat::MemberId client) {
  if (finished_.empty()) reactor_.defer(*this);
  finished_.push_back(client);
}

void HubServer::run() {
  for (const auto client : std::exchange(finished_, {})) {
    if (auto* session = find(client)) session->resume();
  }
}

void HubServer::schedule_notices() {
  const auto for_members = kNoticeIntervalPerMember * static_cast<std::int64_t>(hub_.size());
  notice_timer_.start(kNoticeInterval + std::chrono::duration_cast<base::Duration>(for_members));
}

chat::CommandResult HubServer::execute(Session& session, const chat::Command& command) {
  return hub_.execute(session.id(), command);
}

std::optional<std::size_t> HubServer::load(chat::MemberId client) const {
  const auto* session = find(client);
  if (session == nullptr || !session->held()) return std::nullopt;
  return session->load();
}

void HubServer::read_held(chat::MemberId client) {
  auto* session = find(client);
  if (session != nullptr && session->held()) session->read_held();
}

void HubServer::on_left(Session& session) { hub_.remove(session.id()); }

void HubServer::on_closed(Session& session, Stream::CloseReason reason) {
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
  hub_.remove(session.id(), slow ? chat::LeaveReason::slow : chat::LeaveReason::left);
  end(session);
}

}  // namespace tertulia::server
