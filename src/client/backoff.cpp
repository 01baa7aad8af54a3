#include "client/backoff.h"

#include <algorithm>
#include <utility>

namespace tertulia::client {

base::Duration Backoff::next() {
  const auto longest = std::exchange(wait_, std::min(2 * wait_, kLongest));
  const auto half = longest / 2;
  const auto more = static_cast<double>(half.count()) * random_();
  return half + base::Duration(static_cast<base::Duration::rep>(more));
}

}  // namespace tertulia::client
