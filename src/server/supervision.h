#pragma once

#include <functional>
#include <string>

#include "tertulia/base/units.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/server/service_manager.h"

namespace tertulia::server {

/// Keeps the service manager informed: shows it life from the loop itself, twice in the time after
/// which it would lose patience, so that a loop that hangs is noticed; and tells it the state
/// whenever that has changed since the last look. Costs nothing where there is no manager.
class Supervision {
 public:
  static constexpr base::Duration kLook{10'000};

  Supervision(reactor::Reactor& reactor, const ServiceManager& manager,
              std::function<std::string()> state, base::Duration look = kLook);

  /// Call when everything is ready: at the start, and again after a reload.
  void ready();
  /// From now on the state is that of the stop; life is still shown.
  void stopping();

 private:
  void show_life();
  void look();

  const ServiceManager& manager_;
  std::function<std::string()> state_;
  base::Duration interval_;
  reactor::Timer life_;
  reactor::Timer look_;
  std::string told_;
};

}  // namespace tertulia::server
