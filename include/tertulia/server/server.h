#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/reactor/socket.h"
#include "tertulia/server/statistics.h"

namespace tertulia::server {

/// Whether messages go to the log too.
enum class Print : bool { no, yes };

/// What may change while a server runs.
struct Policy {
  base::Limits limits;
  Print print = Print::no;        ///< Hub only.
  std::vector<std::string> motd;  ///< Lines for each who comes into the hub.
};

/// What tertuliad does with those who connect: a hub or a duo.
class Server {
 public:
  virtual ~Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Someone has connected.
  virtual void accept(reactor::Socket socket, reactor::Peer peer) = 0;
  /// Tells everyone, lets them drain, and calls back once the connections of all who were let in
  /// are closed. Nobody may be taken any more.
  virtual void shut_down(std::function<void()> on_done) = 0;
  /// From now on this holds, for those who are here too.
  virtual void set_policy(const Policy& policy) = 0;

  virtual ClientCounts client_counts() const = 0;
  const Statistics& statistics() const { return statistics_; }

 protected:
  Server() = default;

  /// For who counts.
  Statistics& counters() { return statistics_; }

 private:
  Statistics statistics_;
};

}  // namespace tertulia::server
