#include "tertulia/server/hub_server.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tertulia/base/log.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server {

HubServer::HubServer(reactor::Reactor& reactor, Policy policy)
    : policy_(std::move(policy)),
      deadlines_(reactor),
      notice_timer_(reactor, [this] { hub_.announce(); }),
      broadcast_(reactor, counters()),
      hub_(*this),
      admission_(policy_.limits),
      rejected_connections_(reactor, deadlines_, policy_.limits, counters()),
      shared_{reactor,        deadlines_,   hub_,       broadcast_,
              policy_.limits, rate_limits_, counters(), [this](chat::MemberId id) { end(id); }} {
  hub_.set_motd(policy_.motd);
}

HubServer::~HubServer() = default;

void HubServer::accept(reactor::Socket socket, reactor::Peer peer) {
  if (const auto problem = admit(peer.host)) {
    return rejected_connections_.reject(std::move(socket), *problem);
  }
  if (base::log::enabled(base::log::Level::debug)) {
    base::log::debug(fmt::format("{} connected", peer.name));
  }
  ++counters().connections;
  const chat::MemberId id{++last_id_};
  nameless_.insert(id);
  sessions_.emplace(id, std::make_unique<Session>(shared_, id, std::move(socket), std::move(peer)));
}

std::optional<chat::Problem> HubServer::admit(const std::string& host) {
  const auto problem = admission_.admit(host);
  if (problem != chat::Problem::server_full || !make_room()) return problem;
  return admission_.admit(host);
}

bool HubServer::make_room() {
  if (nameless_.empty()) return false;
  const auto oldest = *nameless_.begin();
  auto& session = *sessions_.at(oldest);
  if (shared_.reactor.now() - session.opened_at() <
      policy_.limits.login_timeout / kLoginGraceDivisor)
    return false;
  ++counters().refused_full;
  session.tell(chat::Refused{chat::Problem::server_full, {}});
  end(oldest);
  return true;
}

void HubServer::end(chat::MemberId id) {
  nameless_.erase(id);
  const auto found = sessions_.find(id);
  admission_.release(found->second->peer().host);
  sessions_.erase(found);
  if (on_done_ && sessions_.empty()) std::exchange(on_done_, nullptr)();
}

void HubServer::shut_down(std::function<void()> on_done) {
  notice_timer_.stop();
  for (const auto& [id, session] : sessions_) {
    session->dismiss(chat::Closing{chat::CloseReason::shutdown});
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

const std::string& HubServer::render(const chat::Event& event) {
  rendered_.clear();
  wire::plain::render(event, rendered_);
  return rendered_;
}

void HubServer::to_all(const chat::Event& event) {
  const auto& text = render(event);
  broadcast_.to_all(text);
  const bool message =
      std::holds_alternative<chat::Said>(event) || std::holds_alternative<chat::Acted>(event);
  const bool renaming = std::holds_alternative<chat::Renamed>(event);
  if ((message && policy_.print == Print::yes) || renaming) {
    base::log::info(std::string_view(text).substr(0, text.size() - 1));
  }
}

void HubServer::to_others(std::span<const chat::MemberId> but, const chat::Event& event) {
  std::vector<Broadcast::Subscriber*> subscribers;
  for (const auto id : but) subscribers.push_back(&sessions_.at(id)->subscriber());
  broadcast_.to_others(subscribers, render(event));
}

void HubServer::to_one(chat::MemberId to, const chat::Event& event) {
  const auto session = sessions_.find(to);
  if (session != sessions_.end()) session->second->tell(event);
}

void HubServer::entered(chat::MemberId member) {
  nameless_.erase(member);
  broadcast_.subscribe(sessions_.at(member)->subscriber());
  base::log::info(fmt::format("New client: {}", hub_.name_of(member)));
}

void HubServer::left(chat::MemberId member) {
  broadcast_.unsubscribe(sessions_.at(member)->subscriber());
  base::log::info(fmt::format("Client disconnected: {}", hub_.name_of(member)));
}

void HubServer::schedule_notices() {
  const auto longer = kNoticeIntervalPerMember * static_cast<std::int64_t>(hub_.size());
  notice_timer_.start(kNoticeInterval + std::chrono::duration_cast<base::Duration>(longer));
}

}  // namespace tertulia::server
