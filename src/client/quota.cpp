#include "client/quota.h"

#include <utility>

namespace tertulia::client {

Quota::Quota(reactor::Reactor& reactor, Limits limits, std::function<void()> on_reached)
    : limits_(limits), on_reached_(std::move(on_reached)), timer_(reactor, [this] { reach(); }) {}

void Quota::note_input() {
  if (!reached_ && limits_.quiet > base::Duration::zero()) timer_.start(limits_.quiet);
}

void Quota::count_message() {
  if (++messages_ == limits_.messages) reach();
}

void Quota::reach() {
  if (std::exchange(reached_, true)) return;
  timer_.stop();
  on_reached_();
}

}  // namespace tertulia::client
