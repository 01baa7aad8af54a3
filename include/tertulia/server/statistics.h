#pragma once

#include <cstddef>
#include <cstdint>

namespace tertulia::server {

/// What has happened since the start; counted where it happens.
struct Statistics {
  std::uint64_t connections = 0;      ///< That were let in.
  std::uint64_t refused_full = 0;     ///< For `--max-clients`.
  std::uint64_t refused_address = 0;  ///< For `--max-clients-per-address`.
  std::uint64_t slow_readers_dropped = 0;
  std::uint64_t lines_received = 0;  ///< Of every kind; an overlong one is one, too.
  std::uint64_t lines_sent = 0;      ///< To each of those who are told.
};

/// Who is here now, those who are about to leave aside.
struct ClientCounts {
  std::size_t named = 0;     ///< Members; in duo the one being served.
  std::size_t nameless = 0;  ///< Who gave no name yet.
  std::size_t waiting = 0;   ///< In line for duo.
};

}  // namespace tertulia::server
