#include "store/trouble.h"

#include <chrono>

#include "tertulia/base/log.h"

namespace tertulia::store {
namespace {

constexpr std::chrono::minutes kQuiet{1};

}  // namespace

bool Trouble::add(Task task, std::string_view what) {
  ++count_;
  const auto now = clock_.now();
  auto& quiet_until = quiet_until_.at(static_cast<std::size_t>(task));
  if (now < quiet_until) return false;
  quiet_until = now + kQuiet;
  base::log::error(what);
  return true;
}

}  // namespace tertulia::store
