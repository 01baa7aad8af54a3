#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/reactor/socket.h"

/// What passes between a service manager (systemd) and this process, by environment, descriptors
/// and datagrams; see sd_notify(3), sd_watchdog_enabled(3) and sd_listen_fds(3).
namespace tertulia::daemon {

/// What the manager says in the environment, as text; empty where it says nothing.
struct ServiceEnvironment {
  std::string notify_socket;
  std::string watchdog_usec;
  std::string watchdog_pid;
  std::string listen_pid;
  std::string listen_fds;
  std::string listen_fdnames;
};
/// Takes it out of the environment of this process, so that no child finds it.
ServiceEnvironment acquire_service_environment();

/// A socket that the manager opened for us.
struct InheritedSocket {
  reactor::Socket socket;
  std::string name;  ///< As the manager calls it; may be empty.
};
inline constexpr int kFirstInherited = 3;
/// The descriptors that are meant for this process, from `first` on; none of its children gets
/// them. Throws `base::StartFailure` for what is no number, and for a descriptor that is not there.
std::vector<InheritedSocket> inherited_sockets(const ServiceEnvironment& environment,
                                               int first = kFirstInherited);

/// The manager, to be told how things are. Where there is none, or none that can be reached,
/// nothing happens. Where it does not read, a change of state waits for it up to a second, and all
/// else is dropped: it comes again.
class ServiceManager {
 public:
  explicit ServiceManager(const ServiceEnvironment& environment);

  bool present() const { return !address_.empty(); }
  /// After so long without `ping_watchdog()` it takes us for dead; zero for never.
  base::Duration watchdog_timeout() const { return watchdog_timeout_; }

  /// Whoever connects is served from now on, with the settings that were read last.
  void ready(std::string_view status) const;
  void reloading(base::Instant now) const;
  void stopping() const;
  /// One line for a person.
  void status(std::string_view text) const;
  void ping_watchdog() const;

 private:
  enum class Urgency { droppable, state };
  void send(std::string_view message, Urgency urgency) const;

  reactor::Socket socket_;
  std::string address_;  // a socket's file, or an abstract name after a zero byte
  base::Duration watchdog_timeout_{};
};

}  // namespace tertulia::daemon
