#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "tertulia/base/limits.h"
#include "tertulia/chat/problem.h"

namespace tertulia::server {

/// Who may come in: counts the connections, in all and by address.
class Admission {
 public:
  explicit Admission(const base::Limits& limits) : limits_(limits) {}

  /// Counts one more connection from `host`, or says why there may be no more.
  std::optional<chat::Problem> admit(const std::string& host);
  /// One that was admitted has gone.
  void release(const std::string& host);

 private:
  const base::Limits& limits_;
  std::size_t total_ = 0;
  std::unordered_map<std::string, std::uint64_t> by_host_;
};

}  // namespace tertulia::server
