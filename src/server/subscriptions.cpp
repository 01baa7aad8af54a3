#include "tertulia/server/subscriptions.h"

#include <cassert>
#include <utility>

namespace tertulia::server {

void Subscriptions::subscribe(Broadcast& broadcast) {
  assert(find(broadcast) == nullptr);
  if (first_.subscription.broadcast() == nullptr) return broadcast.subscribe(first_.subscription);
  auto place = std::make_unique<Place>(first_.subscription.stream());
  broadcast.subscribe(place->subscription);
  place->next = std::move(first_.next);
  first_.next = std::move(place);
}

void Subscriptions::unsubscribe(const Broadcast& broadcast) {
  if (first_.subscription.broadcast() == &broadcast) return first_.subscription.end();
  for (auto* before = &first_; before->next; before = before->next.get()) {
    if (before->next->subscription.broadcast() != &broadcast) continue;
    before->next->subscription.end();
    before->next = std::move(before->next->next);
    return;
  }
}

void Subscriptions::unsubscribe_all() {
  first_.subscription.end();
  while (first_.next) {
    first_.next->subscription.end();
    first_.next = std::move(first_.next->next);
  }
}

Broadcast::Subscription* Subscriptions::find(const Broadcast& broadcast) {
  for (auto* place = &first_; place != nullptr; place = place->next.get()) {
    if (place->subscription.broadcast() == &broadcast) return &place->subscription;
  }
  return nullptr;
}

void Subscriptions::send(std::string_view bytes) {
  catch_up_except(nullptr);
  first_.subscription.stream().write(bytes);
}

void Subscriptions::catch_up_except(const Broadcast* broadcast) {
  for (auto* place = &first_; place != nullptr; place = place->next.get()) {
    if (place->subscription.broadcast() != broadcast) place->subscription.catch_up();
  }
}

}  // namespace tertulia::server
