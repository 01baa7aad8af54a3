#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/chat/name.h"
#include "tertulia/reactor/socket.h"
#include "tertulia/server/statistics.h"

namespace tertulia::reactor {
class TlsContext;
}  // namespace tertulia::reactor

namespace tertulia::server {

/// Which clients may use a connection in plain text.
enum class PlainText : unsigned char { for_all, for_local, for_none };

/// Whether messages are logged.
enum class Print : bool { no, yes };

/// Whether passwords are accepted where others could read them on their way.
enum class PasswordsInPlain : bool { no, yes };

/// The settings that may change while a server runs.
struct Policy {
  base::Limits limits;
  Print print = Print::no;        ///< Hub only.
  std::vector<std::string> motd;  ///< The message of the day, line by line; hub only.
  /// For new connections that begin TLS; null: TLS is off. Hub only.
  std::shared_ptr<const reactor::TlsContext> tls = nullptr;
  PlainText plain_text = PlainText::for_all;                   ///< Of new connections; hub only.
  PasswordsInPlain passwords_in_plain = PasswordsInPlain::no;  ///< Hub only.
  std::vector<chat::Name> operators = {};  ///< Whose owners run the server; hub only.
};

/// Serves the connections of tertuliad, as a hub or as a duo.
class Server {
 public:
  virtual ~Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// A client has connected.
  virtual void accept(reactor::Socket socket, reactor::Peer peer) = 0;
  /// A client has connected where only TLS is accepted. A server without TLS makes no difference.
  virtual void accept_encrypted(reactor::Socket socket, reactor::Peer peer);
  /// An administrator's program has connected, which runs the server without being a member of it.
  /// A server without members closes the connection.
  virtual void accept_console(reactor::Socket socket, reactor::Peer peer);
  /// The operator's Ctrl-C: discards what the operator is typing. Returns whether there was any.
  virtual bool discard_input() { return false; }
  /// Sends every client the reason, drains all connections, and calls back when all accepted ones
  /// are closed. Precondition: `accept()` is not called any more.
  virtual void shut_down(std::function<void()> on_done) = 0;
  /// Applies to current and future clients.
  virtual void set_policy(const Policy& policy) = 0;

  virtual ClientCounts client_counts() const = 0;
  const Statistics& statistics() const { return statistics_; }

 protected:
  Server() = default;

  Statistics& counters() { return statistics_; }

 private:
  Statistics statistics_;
};

}  // namespace tertulia::server
