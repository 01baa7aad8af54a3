#include "reactor/plain_transport.h"

#include "reactor/buffered_socket.h"

namespace tertulia::reactor {

Transport::Received PlainTransport::receive(BufferedSocket& /*socket*/) { return {.input = true}; }

std::string_view PlainTransport::input(const BufferedSocket& socket, std::size_t contiguous) const {
  return socket.input(contiguous);
}

void PlainTransport::consume(BufferedSocket& socket, std::size_t bytes) { socket.consume(bytes); }

void PlainTransport::write(BufferedSocket& socket, std::string_view bytes) { socket.write(bytes); }

}  // namespace tertulia::reactor
