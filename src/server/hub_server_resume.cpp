/// How clients go on with their sessions over another connection.
#include <algorithm>
#include <utility>

#include "tertulia/server/access_log.h"
#include "tertulia/server/hub_server.h"
#include "tertulia/server/replay.h"

namespace tertulia::server {
namespace {

/// A replay fills at most this part (1/2) of the client's queue, so that it does not overflow.
constexpr std::size_t kReplayDivisor = 2;

chat::EntryId after(chat::EntryId id) { return chat::EntryId{static_cast<std::uint64_t>(id) + 1}; }

}  // namespace

/// A session that is set aside drains its connection.
void HubServer::on_lost(Session& session) {
  const auto id = session.id();
  if (keep_detached(session, chat::LeaveReason::lost)) return;
  hub_.remove(id);
}

bool HubServer::keep_detached(Session& session, chat::LeaveReason reason) {
  const bool resumable = session.memory() != nullptr && !on_done_ &&
                         policy_.limits.resume_timeout > base::Duration::zero();
  if (!resumable) return false;
  auto state = session.detach();
  state.host = session.peer().host;
  state.unread.clear();
  state.decoder.reset();
  admission_.add_detached(state.host);
  detached_.add(std::move(state), reason);
  sessions_.set_aside(session);
  return true;
}

void HubServer::end_detached(SessionState state, chat::LeaveReason reason) {
  admission_.remove_detached(state.host);
  end_state(state, reason);
}

/// A session whose connection is closing cannot be resumed.
void HubServer::expel(chat::MemberId client, const chat::Event& last) {
  if (auto* session = sessions_.find(client)) {
    access_log::account_event(session->peer().name, hub_.name_of(client), last);
    return session->close(last);
  }
  if (auto state = detached_.take(client)) {
    end_detached(*std::move(state), chat::LeaveReason::left);
  }
}

void HubServer::end_state(const SessionState& state, chat::LeaveReason reason) {
  hub_.remove(state.id, reason);
  rate_limits_.save(state.host, state.limiter.bucket(), now());
  if (state.memory) admission_.remove_resumable(state.host);
  admission_.release(state.host);
}

void HubServer::resume_later(Session& session, const wire::ResumeRequest& request) {
  decide_later(ResumeAttempt(session.id(), request));
}

void HubServer::decide_later(ResumeAttempt attempt) {
  resume_attempts_.push_back(std::move(attempt));
  defer();
}

void HubServer::defer() {
  if (!std::exchange(deferred_, true)) reactor_.defer(*this);
}

void HubServer::run() {
  deferred_ = false;
  for (const auto client : std::exchange(leaving_, {})) leave(client);
  for (auto& attempt : std::exchange(resume_attempts_, {})) resume(std::move(attempt));
}

/// While the archive is read, the connections of both sessions may end, and a later connection may
/// ask for the session, which an earlier one cannot take any more: everything is decided again
/// then.
void HubServer::resume(ResumeAttempt attempt) {
  auto* asking = sessions_.find(attempt.asking());
  if (asking == nullptr || asking->phase() != Session::Phase::login) return;
  const auto client = find_for_resume(attempt.token(), asking->encrypted());
  if (!client) return refuse_resume(*asking);
  if (!sessions_.memory_of(*client)->ask(asking->id())) {
    return asking->close(chat::Closing{chat::CloseReason::replaced});
  }
  const auto parts = missed_parts(attempt, *client);
  if (!parts.empty()) return read_archive(std::move(attempt), parts);
  ++counters().resumes;
  auto state = take_for_resume(*client);
  const auto pending = state.pending;
  auto& session = move_to(*asking, std::move(state));
  const auto cause = session.log_cause();
  access_log::joined(session.peer().name, hub_.name_of(session.id()));
  send_missed(session, attempt);
  if (pending) session.go_on_with(*pending);
  session.read_received();
}

/// The client may have sent more already, such as a `hello`. What comes later is too late for a
/// provisional connection.
void HubServer::refuse_resume(Session& asking) {
  const auto id = asking.id();
  ++counters().resume_failures;
  asking.refuse_resume();
  auto* session = sessions_.find(id);
  if (session != nullptr && !session->counted() && !session->resuming()) settle(*session);
}

/// What the client has missed and only the archive has. Nothing if it has been read, or cannot be.
std::vector<MissedPart> HubServer::missed_parts(const ResumeAttempt& attempt,
                                                chat::MemberId client) const {
  std::vector<MissedPart> parts;
  if (!archivist_ || !attempt.may_read()) return parts;
  for (const auto& room : sessions_.memory_of(client)->rooms()) {
    const auto part = attempt.missed(room, hub_.archived(room.id).name);
    if (part) parts.push_back(*part);
  }
  return parts;
}

void HubServer::read_archive(ResumeAttempt attempt, const std::vector<MissedPart>& parts) {
  const auto asking = attempt.asking();
  attempt.begin_read(parts.size());
  reading_attempts_.insert_or_assign(asking, std::move(attempt));
  for (const auto& part : parts) {
    archivist_->find_all({.rooms = {{part.room, chat::EntryId{}}},
                          .after = part.after,
                          .before = after(part.until),
                          .limit = kMaxArchivedReplay},
                         [this, asking, part](const auto& page) { on_read(asking, part, page); });
  }
}

void HubServer::on_read(chat::MemberId asking, const MissedPart& part,
                        const base::Result<chat::ArchivePage>& page) {
  const auto found = reading_attempts_.find(asking);
  auto& attempt = found->second;
  page ? attempt.add(part, *page) : attempt.fail();
  if (attempt.is_reading()) return;
  decide_later(std::move(attempt));
  reading_attempts_.erase(found);
}

/// The session is detached, or its connection is half open. Whoever has the token has the session.
/// But what was private in TLS stays so: it does not go on in plain text.
std::optional<chat::MemberId> HubServer::find_for_resume(std::string_view token,
                                                         bool encrypted) const {
  const auto client = on_done_ ? std::nullopt : tokens_.find(token);
  if (!client) return std::nullopt;
  if (const auto* detached = sessions_.detached().find(*client)) {
    return detached->encrypted && !encrypted ? std::nullopt : client;
  }
  const auto* session = sessions_.find(*client);
  if (session == nullptr || session->phase() != Session::Phase::member) return std::nullopt;
  return session->encrypted() && !encrypted ? std::nullopt : client;
}

SessionState HubServer::take_for_resume(chat::MemberId client) {
  if (auto state = detached_.take(client)) {
    admission_.remove_detached(state->host);
    return *std::move(state);
  }
  auto& session = *sessions_.find(client);
  auto state = session.hand_over();
  state.host = session.peer().host;
  sessions_.set_aside(session);
  return state;
}

/// What the client has sent over its former connection and was not read is dropped: the client
/// sends it again.
Session& HubServer::move_to(Session& asking, SessionState state) {
  rate_limits_.save(asking.peer().host, asking.bucket(), now());
  give_back_place(asking);
  auto connection = asking.release();
  hub_.remove(asking.id());
  sessions_.remove(asking.id());
  move_place(state, connection.peer.host);
  state.decoder = std::move(connection.decoder);
  state.decoder->set_logged_in();
  state.unread = std::move(connection.unread);
  state.encrypted = connection.encrypted;
  state.trust = connection.trust;
  auto& session = sessions_.add(std::make_unique<Session>(
      static_cast<Session::Owner&>(*this), deadlines_, std::move(connection.stream),
      std::move(connection.peer), std::move(state)));
  delivery_.subscribe(session);
  return session;
}

void HubServer::send_missed(Session& session, const ResumeAttempt& attempt) {
  auto welcome = hub_.welcome(session.id());
  const auto* numbers = session.numbers();
  welcome.session = {.token = attempt.token(),
                     .max_line = policy_.limits.max_line,
                     .resumed = true,
                     .acknowledged = numbers == nullptr ? 0 : numbers->stored()};
  if (numbers != nullptr) welcome.session.refused = numbers->refused();
  const auto max_bytes = policy_.limits.send_queue / kReplayDivisor;
  auto& memory = *session.memory();
  const auto entered = [&memory](chat::RoomId room) {
    return *std::ranges::find(memory.rooms(), room, &ResumeMemory::Room::id);
  };
  std::vector<ReplaySource> sources;
  for (const auto& view : welcome.rooms) {
    const auto& room = entered(view.room.id);
    const auto last = attempt.last_seen(view.room.name, room.entered);
    sources.push_back({view.room, room.lines.get(), last,
                       attempt.lines(view.room, last, session.dialect(), max_bytes)});
  }
  sources.push_back({{.name = {}}, &memory.private_messages(), attempt.last_seen({}, {})});
  std::string missed;
  append_replay(sources, session.dialect(), max_bytes, missed);
  session.answer(welcome);
  session.send_rendered(missed);
}

/// A guest's name that a detached client from the same address has is free for its user, unless
/// that one is refused anyway. The hub gives a registered name to its owner.
void HubServer::give_up_name(std::string_view name, const Session& wanted_by) {
  const auto owner = hub_.id_of(name);
  const auto* state = detached_.find(owner);
  if (state == nullptr || state->host != wanted_by.peer().host) return;
  if (!hub_.may_have(wanted_by.id(), name)) return;
  end_detached(*detached_.take(owner), chat::LeaveReason::lost);
}

/// A connection that is not counted as a client must find a place now.
std::optional<chat::Problem> HubServer::find_place(Session& session) {
  const auto& host = session.peer().host;
  if (const auto problem = admission_.admit(host)) {
    ++(*problem == chat::Problem::address_full ? counters().refused_address
                                               : counters().refused_full);
    return problem;
  }
  admission_.release_provisional(host);
  sessions_.count(session);
  return std::nullopt;
}

void HubServer::settle(Session& session) {
  if (const auto problem = find_place(session)) session.close(chat::Refused{*problem, {}});
}

bool HubServer::admit_login(Session& session, const chat::Command& command) {
  if (session.trust() == chat::Trust::console) return true;
  const auto* rename = std::get_if<chat::Rename>(&command);
  if (rename != nullptr && detached_.size() > 0) give_up_name(rename->name, session);
  const bool harmless = std::holds_alternative<chat::Nothing>(command) ||
                        std::holds_alternative<chat::Ping>(command) ||
                        std::holds_alternative<chat::Leave>(command);
  if (session.counted() || harmless) return true;
  const auto problem = find_place(session);
  if (problem) session.send(chat::Refused{*problem, {}});
  return !problem;
}

}  // namespace tertulia::server
