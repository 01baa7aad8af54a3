#pragma once

#include <optional>
#include <vector>

#include "tertulia/base/network.h"
#include "tertulia/chat/ids.h"
#include "tertulia/server/sessions.h"

/// From where clients have connected; see `chat::Delivery`.
namespace tertulia::server {

std::optional<base::Network> address_of(const Sessions& sessions, chat::MemberId client);
/// Of a detached client with an IPv6 address, only its /64 network is known.
std::vector<chat::MemberId> clients_in(const Sessions& sessions, const base::Network& network);

}  // namespace tertulia::server
