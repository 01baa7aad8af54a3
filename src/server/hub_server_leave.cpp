/// How a client leaves: not before all that it has said is stored.
#include <utility>

#include "tertulia/server/hub_server.h"

namespace tertulia::server {

bool HubServer::has_unstored_requests(const Session& session) const {
  const auto* numbers = session.numbers();
  return archivist_ && numbers != nullptr && numbers->stored() < numbers->finished();
}

/// The goodbye comes last, so that a client knows whether all that it said is stored.
void HubServer::leave_when_stored(chat::MemberId client) {
  archivist_->when_stored(Archivist::kPatience, [this, client](bool /*stored*/) {
    leaving_.push_back(client);
    defer();
  });
}

/// The client may have lost its connection since its request, and even have another one.
void HubServer::leave(chat::MemberId client) {
  if (auto* session = sessions_.find(client)) {
    if (session->phase() != Session::Phase::member) return;
    hub_.execute(client, chat::Leave{});
    return session->leave();
  }
  if (auto state = detached_.take(client)) {
    end_detached(*std::move(state), chat::LeaveReason::left);
  }
}

}  // namespace tertulia::server
