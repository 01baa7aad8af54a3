#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "tertulia/base/limits.h"
#include "tertulia/chat/problem.h"

namespace tertulia::server {

/// Decides which connections are accepted. It counts clients in total and by address. A client
/// whose session is detached keeps its place.
///
/// So that a client can come back to a full server, more connections are accepted: one for each
/// detached client, and one for each connected client that can resume, but at most `kMaxTakeovers`,
/// in total and from its address. Such a connection is *provisional*: it is no client, and may only
/// resume a session.
class Admission {
 public:
  /// The maximum number of provisional connections beyond the number of detached clients. They are
  /// for clients whose connection is half open: the server does not know that it is lost.
  static constexpr std::uint64_t kMaxTakeovers = 16;

  explicit Admission(const base::Limits& limits) : limits_(limits) {}

  /// Counts a new client from `host`, or returns why it is not allowed.
  std::optional<chat::Problem> admit(const std::string& host);
  /// Counts a new client without a check, for a client whose former connection was released.
  void count(const std::string& host);
  /// A counted client is gone.
  void release(const std::string& host);

  /// A counted client can resume its session from now on, or is gone.
  void add_resumable(const std::string& host) { add(host, &Counts::resumable, 1); }
  void remove_resumable(const std::string& host) { add(host, &Counts::resumable, -1); }
  /// A client that can resume is detached, or is not detached any more.
  void add_detached(const std::string& host) { add(host, &Counts::detached, 1); }
  void remove_detached(const std::string& host) { add(host, &Counts::detached, -1); }
  /// Counts a provisional connection from `host`, if `admit()` gave this reason. Returns false if
  /// it is not allowed.
  bool admit_provisional(const std::string& host, chat::Problem reason);
  void release_provisional(const std::string& host) { add(host, &Counts::provisional, -1); }

 private:
  struct Counts {
    std::uint64_t clients = 0;
    std::uint64_t resumable = 0;  ///< Of the clients.
    std::uint64_t detached = 0;   ///< Of those that can resume.
    std::uint64_t provisional = 0;

    bool full_of_provisional() const;
  };

  void add(const std::string& host, std::uint64_t Counts::*count, int change);

  const base::Limits& limits_;
  Counts total_;
  std::unordered_map<std::string, Counts> by_host_;
};

}  // namespace tertulia::server
