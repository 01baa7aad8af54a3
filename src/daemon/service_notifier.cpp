#include "daemon/service_notifier.h"

#include <algorithm>
#include <utility>

namespace tertulia::daemon {

ServiceNotifier::ServiceNotifier(reactor::Reactor& reactor, const ServiceManager& manager,
                                 std::function<std::string()> state, base::Duration status_interval)
    : manager_(manager),
      status_(std::move(state)),
      interval_(status_interval),
      watchdog_timer_(reactor, [this] { ping_watchdog(); }),
      status_timer_(reactor, [this] { send_status(); }) {
  if (manager_.watchdog_timeout() > base::Duration::zero()) ping_watchdog();
}

void ServiceNotifier::ready() {
  if (!manager_.present()) return;
  last_status_ = status_();
  manager_.ready(last_status_);
  status_timer_.start(interval_);
}

void ServiceNotifier::stopping() {
  status_timer_.stop();
  manager_.stopping();
}

void ServiceNotifier::ping_watchdog() {
  manager_.ping_watchdog();
  watchdog_timer_.start(std::max(manager_.watchdog_timeout() / 2, base::Duration{1}));
}

void ServiceNotifier::send_status() {
  status_timer_.start(interval_);
  auto state = status_();
  if (state == last_status_) return;
  last_status_ = std::move(state);
  manager_.status(last_status_);
}

}  // namespace tertulia::daemon
