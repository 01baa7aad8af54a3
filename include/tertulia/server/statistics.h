#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tertulia::server {

/// Counters since the start of the server, and one present number.
struct Statistics {
  std::uint64_t connections = 0;           ///< Accepted connections.
  std::uint64_t refused_full = 0;          ///< Refused because of `--max-clients`.
  std::uint64_t refused_address = 0;       ///< Refused because of `--max-clients-per-address`.
  std::uint64_t refused_banned = 0;        ///< Refused because their address is banned.
  std::uint64_t slow_readers_dropped = 0;  ///< Connections closed because they read too slowly.
  std::uint64_t lines_received = 0;        ///< Lines of every kind, including overlong ones.
  std::uint64_t lines_sent = 0;            ///< A line counts once for each recipient.
  std::uint64_t resumes = 0;               ///< Sessions that went on over another connection.
  std::uint64_t resume_failures = 0;       ///< Attempts to resume a session that does not exist.
  std::uint64_t logins_by_key = 0;         ///< For registered names.
  std::uint64_t logins_by_password = 0;    ///< The same.
  std::uint64_t wrong_passwords = 0;
  std::uint64_t refused_passwords = 0;    ///< Not checked: there were too many.
  std::uint64_t not_archived = 0;         ///< Messages that are not archived: too much waited.
  std::uint64_t waiting_for_archive = 0;  ///< Messages that wait for the archive now.
};

/// The numbers of connected clients, and of their rooms. Clients whose connection is closing do not
/// count.
struct ClientCounts {
  std::size_t named = 0;     ///< Members. In duo: the client that is served.
  std::size_t nameless = 0;  ///< Clients that have given no name yet.
  std::size_t waiting = 0;   ///< Clients in duo's queue.
  std::size_t detached = 0;  ///< Sessions without a connection, which can be resumed.
  std::size_t rooms = 0;     ///< Rooms of the hub, with the lobby. In duo: 0.
  std::size_t bans = 0;      ///< Bans of names and networks.
  std::size_t accounts = 0;  ///< Registered names.
};

/// The number of lines that a rendering adds to `Statistics::lines_sent` for one recipient.
std::uint64_t count_lines(std::string_view bytes);

}  // namespace tertulia::server
