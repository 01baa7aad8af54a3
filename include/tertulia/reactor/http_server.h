#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket_permissions.h"

namespace tertulia::reactor {

class Reactor;

/// Serves one page over HTTP (RFC 9112), on libevent's evhttp. It is for programs on this machine,
/// not for the public.
///
/// Clients cannot use much of the loop's time. They may only send GET, with at most `kMaxHead`
/// bytes of head and no body. A connection serves one request, and is closed when it has been open
/// for the timeout. At most `kMaxConnections` are open at a time; further ones wait in the kernel's
/// queue.
class HttpServer {
 public:
  static constexpr std::size_t kMaxHead = 8 * 1024;
  static constexpr std::size_t kMaxConnections = 16;
  static constexpr base::Duration kRequestTimeout{5'000};
  /// How often it frees finished connections and closes those that have reached the timeout.
  static constexpr base::Duration kCleanupInterval{20};

  struct Page {
    std::string path;                   ///< `/metrics`. Any other path gets 404 Not Found.
    std::string type;                   ///< The value of Content-Type.
    std::function<std::string()> body;  ///< Makes the body of each reply.
  };

  /// Throws `StartFailure`, which names the endpoint and the reason.
  HttpServer(Reactor& reactor, const Endpoint& endpoint, Page page,
             const SocketPermissions& permissions = {}, base::Duration timeout = kRequestTimeout);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// The addresses on which it listens, with the real ports.
  const std::vector<std::string>& addresses() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tertulia::reactor
