#pragma once

#include <functional>
#include <string>

#include "tertulia/base/units.h"
#include "tertulia/reactor/timer.h"

#include "daemon/service_manager.h"

namespace tertulia::daemon {

/// Keeps the service manager informed: shows it life from the loop itself, twice in the time after
/// its watchdog timeout, so that a loop that hangs is noticed; and tells it the state
/// whenever that has changed since the last look. Costs nothing where there is no manager.
class ServiceNotifier {
 public:
  static constexpr base::Duration kStatusInterval{10'000};

  ServiceNotifier(reactor::Reactor& reactor, const ServiceManager& manager,
                  std::function<std::string()> state,
                  base::Duration status_interval = kStatusInterval);

  /// Call when everything is ready: at the start, and again after a reload.
  void ready();
  /// From now on the state is that of the stop; life is still shown.
  void stopping();

 private:
  void ping_watchdog();
  void send_status();

  const ServiceManager& manager_;
  std::function<std::string()> status_;
  base::Duration interval_;
  reactor::Timer watchdog_timer_;
  reactor::Timer status_timer_;
  std::string last_status_;
};

}  // namespace tertulia::daemon
