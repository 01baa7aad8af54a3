#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tertulia/reactor/socket.h"

/// The far end of a connection, which the test controls.
namespace tertulia::support {

using reactor::Socket;

inline std::pair<Socket, Socket> unix_pair() {
  std::array<int, 2> fds{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0);
  return {Socket(fds[0]), Socket(fds[1])};
}

inline std::pair<Socket, Socket> tcp_pair() {
  const Socket listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(::bind(listener.fd(), raw, length) == 0);
  REQUIRE(::listen(listener.fd(), 1) == 0);
  REQUIRE(::getsockname(listener.fd(), raw, &length) == 0);
  Socket far(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::connect(far.fd(), raw, length) == 0);
  return {Socket(::accept(listener.fd(), nullptr, nullptr)), std::move(far)};
}

inline void put(const Socket& far, std::string_view bytes) {
  REQUIRE(::send(far.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(bytes.size()));
}

/// Returns the bytes that have arrived, at most `max_size`. Does not block.
inline std::string get(const Socket& far, std::size_t max_size = 1'048'576) {
  std::string bytes(max_size, '\0');
  const auto count = ::recv(far.fd(), bytes.data(), max_size, MSG_DONTWAIT);
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

/// Whether the peer's end of output has arrived, and all bytes before it are read.
inline bool at_end(const Socket& far) {
  char byte = 0;
  return ::recv(far.fd(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
}

inline void end_output(const Socket& far) { ::shutdown(far.fd(), SHUT_WR); }

/// Closes the connection with a reset.
inline void reset(Socket& far) {
  const linger now{1, 0};
  REQUIRE(::setsockopt(far.fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now) == 0);
  far = Socket();
}

}  // namespace tertulia::support
