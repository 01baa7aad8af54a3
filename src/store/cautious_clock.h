#pragma once

#include <optional>

#include "tertulia/base/clock.h"

namespace tertulia::store {

/// The time by which messages are old. If the system's clock is wrong once and too far ahead, it
/// must not empty the archive: a jump ahead of more than a day counts only when it has lasted for a
/// day. Until then, time goes on from before the jump.
class CautiousClock {
 public:
  /// `known` is a time that has passed: a jump since then counts, too.
  CautiousClock(const base::Clock& clock, base::WallTime known);

  /// Logs a jump, once. Call it now and then.
  base::WallTime time();

 private:
  base::WallTime expected() const { return known_ + (clock_.now() - known_at_); }
  bool is_jump(base::WallTime time);

  const base::Clock& clock_;
  base::WallTime known_;
  base::Instant known_at_;
  std::optional<base::Instant> jumped_;  // when the present jump was noticed
};

}  // namespace tertulia::store
