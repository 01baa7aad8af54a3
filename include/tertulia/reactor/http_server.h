#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/reactor/endpoint.h"

namespace tertulia::reactor {

class Reactor;

/// Serves one page over HTTP (RFC 9112), on libevent's evhttp: for programs on this machine, not
/// for the public.
///
/// Whoever asks costs the loop little: GET only, a head of `kMaxHead` bytes and no body, one
/// request a connection, which is cut when it has lasted for the patience; and no more than
/// `kMaxConnections` at a time, the others wait in the kernel's queue.
class HttpServer {
 public:
  static constexpr std::size_t kMaxHead = 8 * 1024;
  static constexpr std::size_t kMaxConnections = 16;
  static constexpr base::Duration kRequestTimeout{5'000};
  /// Connections that are done are closed, and the patience is looked after, this often.
  static constexpr base::Duration kCleanupInterval{20};

  struct Page {
    std::string path;  ///< `/metrics`; all else is not found.
    std::string type;  ///< The value of Content-Type.
    std::function<std::string()> body;
  };

  /// Throws `StartFailure`, which names the address and the reason.
  HttpServer(Reactor& reactor, const Endpoint& endpoint, Page page,
             base::Duration timeout = kRequestTimeout);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Where it listens, with the real port.
  const std::vector<std::string>& addresses() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tertulia::reactor
