#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tertulia::bench {

/// One run: the workload and the server.
struct Options {
  std::string workload;
  std::string dialects;  ///< Separated by commas; the clients take turns with them.
  std::uint16_t port = 0;
  bool tls = false;  ///< The clients speak TLS.
  int pid = 0;       ///< The server's process id.
  std::size_t clients = 100;
  std::size_t on_their_way = 64;  ///< Clients that can connect at a time.
  std::size_t senders = 1;
  std::size_t window = 128;    ///< Messages of each sender that are not delivered yet.
  std::uint64_t messages = 0;  ///< Messages in total; with 0, as many as `seconds` allow.
  double rate = 50;            ///< Messages a second, paced.
  double seconds = 3;
  std::size_t newcomers = 1008;  ///< The clients of a storm.
  std::size_t handshakes = 64;   ///< Handshakes that are under way at a time.
  std::size_t rooms = 100;
  std::size_t rooms_each = 10;  ///< The rooms of each client.
  /// Prints "holding" after the clients have joined, and "done" before they leave, and waits
  /// for a line of input each time.
  bool hold = false;
};

}  // namespace tertulia::bench
