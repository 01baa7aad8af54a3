/// How clients learn that their requests are finished.
#include <utility>
#include <variant>

#include "tertulia/server/hub_delivery.h"

namespace tertulia::server {

void HubDelivery::acknowledged(chat::MemberId client, chat::Number number) {
  if (auto* session = parts_.sessions.find(client)) return session->finish_request(number);
  auto* state = parts_.sessions.detached().find(client);
  if (state == nullptr || !state->numbers) return;
  state->numbers->finish(number);
  on_requests_finished(*state);
}

void HubDelivery::on_requests_finished(Session& session) const {
  if (parts_.archivist != nullptr) return parts_.archivist->session_changed(session.id());
  session.set_stored(session.numbers()->finished());
}

void HubDelivery::on_requests_finished(const SessionState& detached) const {
  if (parts_.archivist != nullptr) return parts_.archivist->session_changed(detached.id);
  detached.numbers->set_stored(detached.numbers->finished());
}

void HubDelivery::finished(chat::MemberId client) {
  finished_.push_back(client);
  defer();
}

void HubDelivery::acknowledge_later(chat::MemberId client) {
  acknowledging_.push_back(client);
  defer();
}

void HubDelivery::finish(chat::MemberId client) {
  if (auto* session = parts_.sessions.find(client)) return session->resume();
  auto* state = parts_.sessions.detached().find(client);
  if (state == nullptr) return;
  state->pending.reset();
  if (!state->numbers) return;
  state->numbers->finish_pending();
  on_requests_finished(*state);
}

void HubDelivery::defer() {
  if (!std::exchange(deferred_, true)) parts_.reactor.defer(*this);
}

void HubDelivery::run() {
  deferred_ = false;
  for (const auto client : std::exchange(finished_, {})) finish(client);
  for (const auto client : std::exchange(acknowledging_, {})) {
    if (auto* session = parts_.sessions.find(client)) session->acknowledge();
  }
}

/// The client learns it when it comes back.
void HubDelivery::note_refusal(const SessionState& detached, const chat::Event& event) {
  const auto* refused = std::get_if<chat::Refused>(&event);
  if (refused == nullptr || !detached.numbers) return;
  const auto pending = detached.pending ? detached.pending->number : 0;
  detached.numbers->refuse(refused->number != 0 ? refused->number : pending);
}

}  // namespace tertulia::server
