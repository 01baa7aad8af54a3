#include "server/supervision.h"

#include <algorithm>
#include <utility>

namespace tertulia::server {

Supervision::Supervision(reactor::Reactor& reactor, const ServiceManager& manager,
                         std::function<std::string()> state, base::Duration look)
    : manager_(manager),
      state_(std::move(state)),
      interval_(look),
      life_(reactor, [this] { show_life(); }),
      look_(reactor, [this] { this->look(); }) {
  if (manager_.patience() > base::Duration::zero()) show_life();
}

void Supervision::ready() {
  if (!manager_.present()) return;
  told_ = state_();
  manager_.ready(told_);
  look_.start(interval_);
}

void Supervision::stopping() {
  look_.stop();
  manager_.stopping();
}

void Supervision::show_life() {
  manager_.alive();
  life_.start(std::max(manager_.patience() / 2, base::Duration{1}));
}

void Supervision::look() {
  look_.start(interval_);
  auto state = state_();
  if (state == told_) return;
  told_ = std::move(state);
  manager_.status(told_);
}

}  // namespace tertulia::server
