#pragma once

#include <functional>
#include <string>

#include "tertulia/base/units.h"
#include "tertulia/reactor/timer.h"

#include "daemon/service_manager.h"

namespace tertulia::daemon {

/// Keeps the service manager informed. It pings the watchdog from a timer of the loop, twice per
/// watchdog timeout, so that the manager notices a loop that hangs. It sends the status line at
/// `status_interval` if the line has changed. Without a manager it does nothing.
///
/// The reactor and the manager must outlive it. `state` returns the status line.
class ServiceNotifier {
 public:
  static constexpr base::Duration kStatusInterval{10'000};

  ServiceNotifier(reactor::Reactor& reactor, const ServiceManager& manager,
                  std::function<std::string()> state,
                  base::Duration status_interval = kStatusInterval);

  /// Call this when the service is ready: at the start, and again after a reload.
  void ready();
  /// Call this when the shutdown begins. Status lines end; watchdog pings continue.
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
