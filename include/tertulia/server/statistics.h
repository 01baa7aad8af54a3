#pragma once

#include <cstddef>
#include <cstdint>

namespace tertulia::server {

/// Numbers since the start, counted where things happen.
struct Statistics {
  std::uint64_t connections = 0;           ///< Accepted ones.
  std::uint64_t refused_full = 0;          ///< Refused because of `--max-clients`.
  std::uint64_t refused_address = 0;       ///< Refused because of `--max-clients-per-address`.
  std::uint64_t slow_readers_dropped = 0;  ///< Connections closed because they read too slowly.
  std::uint64_t lines_received = 0;        ///< Of every kind, overlong ones, too.
  std::uint64_t lines_sent = 0;            ///< One for each recipient.
};

/// The clients that are here now, without those whose connection is closing.
struct ClientCounts {
  std::size_t named = 0;     ///< Members; in duo the client that is served.
  std::size_t nameless = 0;  ///< Clients that have given no name yet.
  std::size_t waiting = 0;   ///< Clients in duo's queue.
};

}  // namespace tertulia::server
