#include "tertulia/server/client_addresses.h"

#include <algorithm>

namespace tertulia::server {
namespace {

/// Of an IPv6 address only its network is known.
bool contains_loopback(const base::Network& network) {
  static const auto six = *base::Network::parse("::1");
  return network.is_loopback() || (!network.is_ipv4() && network.contains(six));
}

}  // namespace

std::optional<base::Network> address_of(const Sessions& sessions, chat::MemberId client) {
  const auto* session = sessions.find(client);
  const auto* detached = sessions.detached().find(client);
  if (session == nullptr && detached == nullptr) return std::nullopt;
  const auto& host = session != nullptr ? session->peer().host : detached->host;
  const auto address = base::Network::parse(host);
  const bool own =
      session != nullptr ? is_local(session->peer()) : address && contains_loopback(*address);
  return own ? std::nullopt : address;
}

std::vector<chat::MemberId> clients_in(const Sessions& sessions, const base::Network& network) {
  std::vector<chat::MemberId> clients;
  const auto add = [&](chat::MemberId client, const std::optional<base::Network>& address) {
    if (address && network.contains(*address)) clients.push_back(client);
  };
  sessions.for_each([&](const Session& session) {
    if (session.phase() != Session::Phase::closing) {
      add(session.id(), network_of(session.peer()));
    }
  });
  sessions.detached().for_each(
      [&](const SessionState& state) { add(state.id, base::Network::parse(state.host)); });
  std::ranges::sort(clients);
  return clients;
}

}  // namespace tertulia::server
