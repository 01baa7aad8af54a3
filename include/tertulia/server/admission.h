#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "tertulia/base/limits.h"
#include "tertulia/chat/problem.h"

namespace tertulia::server {

/// Decides which connections are accepted. It counts them in total and by address.
class Admission {
 public:
  explicit Admission(const base::Limits& limits) : limits_(limits) {}

  /// Counts a new connection from `host`, or returns why it is not allowed.
  std::optional<chat::Problem> admit(const std::string& host);
  /// Counts a new connection without a check, for a client whose former connection was released.
  void count(const std::string& host);
  /// A counted connection has closed.
  void release(const std::string& host);

 private:
  const base::Limits& limits_;
  std::size_t total_ = 0;
  std::unordered_map<std::string, std::uint64_t> by_host_;
};

}  // namespace tertulia::server
