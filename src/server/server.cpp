#include "tertulia/server/server.h"

#include <utility>

namespace tertulia::server {

void Server::accept_encrypted(reactor::Socket socket, reactor::Peer peer) {
  accept(std::move(socket), std::move(peer));
}

void Server::accept_console(reactor::Socket socket, reactor::Peer peer) {
  const std::pair closed(std::move(socket), std::move(peer));
}

}  // namespace tertulia::server
