#pragma once

#include <cstddef>
#include <queue>
#include <string>
#include <unordered_map>

#include "tertulia/base/rate_limit.h"
#include "tertulia/base/units.h"

namespace tertulia::server {

/// What connections that have closed had spent of their rates, by address: whoever comes next from
/// there takes one over, so that nobody gains a fresh burst by coming anew. An address gets no more
/// lines through than its most connections at one time could have sent; and since who owes too much
/// rests (`wire::PacedReader`), no debt is larger than one connection's.
class Debts {
 public:
  /// With debts of so many addresses, half of them unsettled, all are forgotten.
  static constexpr std::size_t kMostHosts = 65'536;

  /// A connection from there has closed; a rate that has recovered leaves no debt.
  void leave(const std::string& host, const base::RateLimit& spent, base::Instant now);
  /// A connection has come from there: the largest debt, which is then forgotten, or none.
  base::RateLimit take_over(const std::string& host, base::Instant now);

  std::size_t hosts() const { return owed_.size(); }

 private:
  void forget_settled(base::Instant now);

  std::unordered_map<std::string, std::priority_queue<base::RateLimit>> owed_;
  std::size_t look_at_ = 64;  // so many hosts are worth a look for settled ones
};

}  // namespace tertulia::server
