/// Which connections the server accepts.
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/tls.h"
#include "tertulia/reactor/transport.h"
#include "tertulia/server/access_log.h"
#include "tertulia/server/hub_server.h"

namespace tertulia::server {

chat::Trust HubServer::trust_of(const reactor::Socket& socket, const reactor::Peer& peer) {
  const bool trusted = peer.host == "unix" && is_from_root_or_self(socket);
  return trusted ? chat::Trust::administrator : chat::Trust::none;
}

void HubServer::accept(reactor::Socket socket, reactor::Peer peer) {
  accept(std::move(socket), std::move(peer), policy_.plain_text);
}

void HubServer::accept_encrypted(reactor::Socket socket, reactor::Peer peer) {
  accept(std::move(socket), std::move(peer), PlainText::for_none);
}

void HubServer::accept(reactor::Socket socket, reactor::Peer peer, PlainText plain_text) {
  const base::log::Cause cause(peer.host, last_id_ + 1);
  if (is_banned(socket, peer)) return;
  const auto admitted = admit(peer.host);
  if (const auto* problem = std::get_if<chat::Problem>(&admitted)) {
    return rejected_connections_.reject(std::move(socket), *problem);
  }
  auto state = new_session(peer);
  state.counted = std::get<bool>(admitted);
  state.tls_required =
      plain_text == PlainText::for_none || (plain_text == PlainText::for_local && !is_local(peer));
  state.trust = trust_of(socket, peer);
  open_session(std::move(socket), std::move(peer), std::move(state));
}

void HubServer::accept_console(reactor::Socket socket, reactor::Peer peer) {
  const base::log::Cause cause(peer.host, last_id_ + 1);
  if (trust_of(socket, peer) == chat::Trust::none) {
    const chat::Refused refused{chat::Problem::not_server_operator, {}};
    return rejected_connections_.reject(std::move(socket), refused);
  }
  auto state = new_session(peer);
  admission_.count(peer.host);
  state.trust = chat::Trust::console;
  open_session(std::move(socket), std::move(peer), std::move(state));
}

bool HubServer::is_banned(reactor::Socket& socket, const reactor::Peer& peer) {
  if (hub_.bans().size() == 0) return false;
  const auto address = network_of(peer);
  const auto* ban = address ? hub_.bans().find(*address, reactor_.clock().wall_time()) : nullptr;
  if (ban == nullptr) return false;
  ++counters().refused_banned;
  access_log::banned(peer.name, *ban);
  rejected_connections_.reject(std::move(socket), chat::closing_for(*ban, ban->address_end()));
  return true;
}

SessionState HubServer::new_session(const reactor::Peer& peer) {
  if (base::log::enabled(base::log::Level::debug)) {
    base::log::debug(fmt::format("{} connected", peer.name));
  }
  ++counters().connections;
  const auto& limits = policy_.limits;
  const base::RateLimiter limiter({limits.rate, limits.burst},
                                  rate_limits_.restore(peer.host, now()), now());
  return {chat::MemberId{++last_id_}, limiter, now()};
}

Session& HubServer::open_session(reactor::Socket socket, reactor::Peer peer, SessionState state) {
  auto stream = reactor::Stream::create(reactor_, deadlines_, std::move(socket),
                                        stream_limits(policy_.limits, state.trust));
  return sessions_.add(std::make_unique<Session>(static_cast<Session::Owner&>(*this), deadlines_,
                                                 std::move(stream), std::move(peer),
                                                 std::move(state)));
}

std::unique_ptr<reactor::Transport> HubServer::make_tls_transport() {
  return policy_.tls ? policy_.tls->make_transport() : nullptr;
}

std::variant<bool, chat::Problem> HubServer::admit(const std::string& host) {
  auto problem = admission_.admit(host);
  if (problem == chat::Problem::server_full && make_room()) problem = admission_.admit(host);
  if (!problem) return true;
  if (admission_.admit_provisional(host, *problem)) return false;
  return *problem;
}

bool HubServer::make_room() {
  auto* session = sessions_.oldest_nameless();
  if (session == nullptr) return false;
  auto& oldest = *session;
  if (now() - oldest.opened_at() < policy_.limits.login_timeout / kLoginGraceDivisor) return false;
  ++counters().refused_full;
  const auto cause = oldest.log_cause();
  access_log::displaced(oldest.peer().name);
  oldest.send(chat::Refused{chat::Problem::server_full, {}});
  hub_.remove(oldest.id());  // its login may be pending
  end(oldest);
  return true;
}

}  // namespace tertulia::server
