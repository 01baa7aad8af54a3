#pragma once

#include <string>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tertulia/reactor/socket.h"

#include "support/sockets.h"
#include "support/temporary_directory.h"

namespace tertulia::support {

/// A service manager: a datagram socket and its received datagrams.
class FakeManager {
 public:
  FakeManager() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    address().copy(name.sun_path, sizeof name.sun_path - 1);
    REQUIRE(::bind(socket_.fd(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
  }
  std::string address() const { return directory_.file("notify"); }
  /// The next datagram, or an empty string.
  std::string next() const { return get(socket_); }
  /// Receives all datagrams.
  std::string receive_all() {
    std::string all;
    for (auto one = next(); !one.empty(); one = next()) all += one + "\n";
    return all;
  }

 private:
  TemporaryDirectory directory_;
  Socket socket_;
};

}  // namespace tertulia::support
