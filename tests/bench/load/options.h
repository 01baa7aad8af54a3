#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tertulia::bench {

/// One run: what to do, and to which server.
struct Options {
  std::string workload;
  std::string dialect;
  std::uint16_t port = 0;
  int pid = 0;  ///< The server's.
  std::size_t clients = 100;
  std::size_t on_their_way = 64;  ///< Clients that may come in at a time.
  std::size_t senders = 1;
  std::size_t window = 128;    ///< Messages that each sender has under way.
  std::uint64_t messages = 0;  ///< How many in all; with 0, for `seconds`.
  double rate = 50;            ///< Messages a second, paced.
  double seconds = 3;
  std::size_t joined = 1008;  ///< Of a storm.
  /// Says "holding" once the clients are in, and "done" before they leave, and waits
  /// for a line of input each time.
  bool hold = false;
};

}  // namespace tertulia::bench
