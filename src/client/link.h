#pragma once

#include <memory>
#include <string>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"

namespace tertulia::client {

/// A connection to a server that the client may speak to: in TLS, or in plain text. It has no
/// handler yet; see `reactor::Stream::set_handler()`.
struct Link {
  /// A link in plain text.
  static Link plain(reactor::Reactor& reactor, reactor::Socket socket);

  std::unique_ptr<reactor::Deadlines> deadlines;  ///< The stream uses them.
  reactor::StreamHandle stream;
  bool local = false;       ///< The server is on this machine: nobody else can read what is sent.
  bool secure = false;      ///< It has TLS, and the server is trusted.
  std::string notice = {};  ///< For the user, without a mark; may be empty.
  /// The fingerprint that the user has accepted, if it could not be remembered.
  std::string accepted = {};
};

}  // namespace tertulia::client
