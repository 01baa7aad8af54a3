#include "store/trouble.h"

#include <chrono>

#include "tertulia/base/log.h"

namespace tertulia::store {
namespace {

constexpr std::chrono::minutes kQuiet{1};

}  // namespace

bool Trouble::add(std::string_view what) {
  ++count_;
  const auto now = clock_.now();
  if (now < quiet_until_) return false;
  quiet_until_ = now + kQuiet;
  base::log::error(what);
  return true;
}

}  // namespace tertulia::store
