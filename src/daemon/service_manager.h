#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/reactor/socket.h"

/// The interface between a service manager (systemd) and this process: environment variables,
/// inherited descriptors and datagrams. See sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3).
namespace tertulia::daemon {

/// The manager's environment variables as text; a variable that is not set is empty.
struct ServiceEnvironment {
  std::string notify_socket;
  std::string watchdog_usec;
  std::string watchdog_pid;
  std::string listen_pid;
  std::string listen_fds;
  std::string listen_fdnames;
};
/// Reads the variables and removes them from this process's environment, so that no child process
/// inherits them.
ServiceEnvironment acquire_service_environment();

/// A socket that the manager opened for this process.
struct InheritedSocket {
  reactor::Socket socket;
  std::string name;  ///< The manager's name for it; may be empty.
};
inline constexpr int kFirstInherited = 3;
/// Takes ownership of the descriptors that the manager passed, from number `first` on, and marks
/// them close-on-exec. Empty if they are meant for another process. Throws `base::StartFailure` if
/// LISTEN_FDS is not a number or if a descriptor is not open.
std::vector<InheritedSocket> inherited_sockets(const ServiceEnvironment& environment,
                                               int first = kFirstInherited);

/// Sends notifications to the manager. Without a manager, or if it cannot be reached, all calls do
/// nothing. If the manager does not read, a change of state blocks for up to one second; status
/// lines and watchdog pings are dropped, because later ones follow.
class ServiceManager {
 public:
  explicit ServiceManager(const ServiceEnvironment& environment);

  bool present() const { return !address_.empty(); }
  /// The manager restarts the service if there is no `ping_watchdog()` for this time. Zero: no
  /// watchdog.
  base::Duration watchdog_timeout() const { return watchdog_timeout_; }

  /// The service is ready: it accepts connections, and the last configuration is in effect.
  void ready(std::string_view status) const;
  /// A reload begins; `ready()` ends it.
  void reloading(base::Instant now) const;
  /// The service shuts down.
  void stopping() const;
  /// The status line, for a person.
  void status(std::string_view text) const;
  void ping_watchdog() const;

 private:
  enum class Urgency { droppable, state };
  void send(std::string_view message, Urgency urgency) const;

  reactor::Socket socket_;
  std::string address_;  // a path, or a zero byte and an abstract name
  base::Duration watchdog_timeout_{};
};

}  // namespace tertulia::daemon
