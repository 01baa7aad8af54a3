#include "tertulia/server/room_channel.h"

#include <algorithm>

namespace tertulia::server {

void RoomChannel::subscribe(Broadcast::Subscriber& subscriber, const wire::Dialect& dialect) {
  const auto found = std::ranges::find_if(
      renderings_, [&dialect](const auto& one) { return &one->dialect == &dialect; });
  if (found != renderings_.end()) return (*found)->broadcast.subscribe(subscriber);
  renderings_.push_back(std::make_unique<Rendering>(dialect, reactor_, statistics_));
  renderings_.back()->broadcast.subscribe(subscriber);
}

void RoomChannel::to_all(const chat::Event& event) { to_others({}, event); }

void RoomChannel::to_others(std::span<Broadcast::Subscriber* const> except,
                            const chat::Event& event) {
  for (const auto& rendering : renderings_) {
    if (rendering->broadcast.empty()) continue;
    rendered_.clear();
    rendering->dialect.render(event, rendered_);
    rendering->broadcast.to_others(except, rendered_);
  }
}

}  // namespace tertulia::server
