#include "store/cautious_clock.h"

#include <chrono>

#include <fmt/format.h>

#include "tertulia/base/log.h"

namespace tertulia::store {
namespace {

constexpr std::chrono::hours kMaxJump{24};
constexpr std::chrono::hours kConfirmation{24};  // after which a jump counts

}  // namespace

CautiousClock::CautiousClock(const base::Clock& clock, base::WallTime known)
    : clock_(clock), known_(known), known_at_(clock.now()) {}

base::WallTime CautiousClock::time() {
  const auto time = clock_.wall_time();
  if (time <= expected()) {
    jumped_.reset();
    return time;
  }
  if (is_jump(time)) return expected();
  known_ = time;
  known_at_ = clock_.now();
  return time;
}

bool CautiousClock::is_jump(base::WallTime time) {
  const auto jump = time - expected();
  if (jump <= kMaxJump) {
    jumped_.reset();
    return false;
  }
  if (!jumped_) {
    jumped_ = clock_.now();
    base::log::warn(fmt::format(
        "the clock has jumped ahead by {} days; for a day, no message is removed because of that",
        std::chrono::floor<std::chrono::days>(jump).count()));
  }
  if (clock_.now() - *jumped_ < kConfirmation) return true;
  jumped_.reset();
  return false;
}

}  // namespace tertulia::store
