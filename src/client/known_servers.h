#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/private_file.h"
#include "tertulia/base/result.h"
#include "tertulia/reactor/endpoint.h"

namespace tertulia::client {

/// What the client remembers of a server that has TLS.
struct KnownServer {
  /// The fingerprint of its key; empty if an authority vouches for it, whatever its key is.
  std::string fingerprint;
  std::size_t line = 0;  ///< Where the file has it, counted from 1.
};

/// The file `known_servers`. Each line has a server, blanks, and a fingerprint or the word
/// `authority`:
///
///     chat.lan:7788 SHA256:h2Gd…
///     chat.example.org:7788 authority
///
/// Lines that begin with `#`, and lines that have another form, are ignored and kept. If several
/// lines are about one server, the last one counts.
class KnownServers {
 public:
  /// Reads the file; a file that does not exist is empty. Otherwise an error names the file and the
  /// reason: a client that goes on without the file would trust any key.
  static base::Result<KnownServers> read(const std::string& path);

  std::optional<KnownServer> find(const reactor::Endpoint& server) const;
  /// Adds this server to the file, and replaces what the file says about it, or keeps that.
  /// `fingerprint` may be empty; see `KnownServer`. Writes the whole file (mode 0600), or returns
  /// an error and changes nothing. Returns what the file says then. If several clients do so at
  /// once, one waits for another: the lock is the file `PATH.lock`, which stays.
  static base::Result<KnownServer> remember(const std::string& path,
                                            const reactor::Endpoint& server,
                                            std::string_view fingerprint,
                                            base::Existing existing = base::Existing::replace);

 private:
  KnownServers() = default;

  void set(const reactor::Endpoint& server, std::string_view fingerprint);

  std::vector<std::string> lines_;
};

}  // namespace tertulia::client
