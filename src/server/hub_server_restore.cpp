/// How a server goes on with what a former one has archived.
#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/base/text.h"
#include "tertulia/server/hub_server.h"
#include "tertulia/wire/json.h"

namespace tertulia::server {
namespace {

/// The only one whose clients can resume.
const wire::Dialect& resuming_dialect() { return wire::json::dialect(); }

void report_left_out(const chat::ArchivedAccount& account) {
  base::log::warn(
      fmt::format("the registered name '{}' is left out: it is not valid, or there twice",
                  base::safe(account.name)));
}

}  // namespace

chat::Accounts& HubServer::accounts(const Services& services) {
  if (services.accounts != nullptr) return *services.accounts;
  if (services.archive != nullptr) return authenticator_;
  return guest_accounts_;
}

/// New clients have ids above all that may be found in the archive: those of a former server begin
/// with its clock, as the ids of entries do, and so many are reserved that no client has a later
/// one.
void HubServer::restore(const chat::ArchivedState& state) {
  const auto use = [this](chat::MemberId id) {
    last_id_ = std::max(last_id_, static_cast<std::uint64_t>(id));
  };
  archivist_->begin(state);
  hub_.restore(state);
  for (const auto& account : state.accounts) {
    if (hub_.registry().find(account.id) == nullptr) report_left_out(account);
  }
  use(chat::MemberId{static_cast<std::uint64_t>(state.last)});
  for (const auto& session : state.sessions) {
    use(session.id);
    restore(session);
  }
  const auto count = detached_.size();
  if (count == 0) return;
  base::log::info(
      fmt::format("{} client{} may resume from before the restart", count, count == 1 ? "" : "s"));
}

void HubServer::restore(const chat::ArchivedSession& session) {
  const auto token = tokens_.give_again(session.token, session.id);
  if (!token) {
    hub_.remove(session.id);
    return archivist_->session_ended(session.id);
  }
  auto memory = std::make_unique<ResumeMemory>(tokens_, *token, replay_pool_);
  if (hub_.name_of(session.id).empty()) return archivist_->session_ended(session.id);
  const auto& limits = policy_.limits;
  const base::RateLimiter limiter({limits.rate, limits.burst},
                                  rate_limits_.restore(session.host, now()), now());
  SessionState state(session.id, limiter, now());
  state.phase = Session::Phase::member;
  state.host = session.host;
  state.dialect = &resuming_dialect();
  state.encrypted = session.encrypted;
  state.prompted = state.has_input = true;
  if (session.acknowledged != 0) {
    state.numbers = std::make_unique<RequestNumbers>(session.acknowledged);
  }
  enter_rooms(*memory, session);
  state.memory = std::move(memory);
  admission_.count(state.host);
  admission_.add_resumable(state.host);
  admission_.add_detached(state.host);
  detached_.add(std::move(state), chat::LeaveReason::lost);
}

void HubServer::enter_rooms(ResumeMemory& memory, const chat::ArchivedSession& session) {
  for (const auto room : hub_.rooms_of(session.id)) {
    auto lines = delivery_.remember(room, resuming_dialect());
    const auto visit = std::ranges::find(session.rooms, room, &chat::ArchivedSession::Visit::room);
    const auto entered = visit == session.rooms.end() ? lines->last() : visit->entered;
    memory.enter(room, std::move(lines), entered);
  }
}

}  // namespace tertulia::server
