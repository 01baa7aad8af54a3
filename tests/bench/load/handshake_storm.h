#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "tertulia/reactor/socket.h"

#include "bench/load/connection.h"

namespace tertulia::bench {

/// Connections that make a TLS handshake, end their output, and wait until the server closes them;
/// then others take their places. Each is a whole handshake for the server, with the closing.
///
/// They have a thread of their own with a low priority, so that its work does not delay the clients
/// that are measured meanwhile.
class HandshakeStorm final {
 public:
  /// Begins. Always has this number of connections.
  HandshakeStorm(std::uint16_t port, std::size_t at_a_time);
  ~HandshakeStorm();
  HandshakeStorm(const HandshakeStorm&) = delete;
  HandshakeStorm& operator=(const HandshakeStorm&) = delete;

  /// The number of finished handshakes. Throws `std::runtime_error` if one has failed.
  std::uint64_t finished() const;

 private:
  class One;

  void run(const std::stop_token& stop);
  void begin(std::size_t place);
  void turn();
  void take(std::size_t place);
  void watch(std::size_t place, int operation) const;

  std::uint16_t port_;
  reactor::Socket epoll_;
  std::vector<std::unique_ptr<One>> all_;
  std::atomic<std::uint64_t> finished_ = 0;
  std::string fault_;  // written once, before `failed_`
  std::atomic<bool> failed_ = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace tertulia::bench
