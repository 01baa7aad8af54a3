#include "store/retainer.h"

#include <algorithm>

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>

#include "tertulia/base/clock.h"

#include "store/database.h"
#include "store/records.h"

namespace tertulia::store {
namespace {

constexpr base::Duration kSweepInterval{60'000};
constexpr std::chrono::hours kShort{24};

std::int64_t microseconds(base::WallTime time) {
  return static_cast<std::int64_t>(base::microseconds_since_1970(time));
}

/// The latest time that the database knows, or the present one.
base::WallTime known_time(Sweeper& sweeper, const base::Clock& clock) {
  const auto latest = sweeper.latest_time();
  return latest > 0 ? time_from_sql(latest) : clock.wall_time();
}

}  // namespace

Retainer::Retainer(reactor::Reactor& reactor, reactor::Worker& worker, Writable& writable,
                   Trouble& trouble)
    : reactor_(reactor),
      worker_(worker),
      writable_(writable),
      trouble_(trouble),
      clock_(reactor.clock(), known_time(writable.sweeper, reactor.clock())),
      database_bytes_(writable.sweeper.database_bytes()),
      next_(reactor, [this] { sweep(); }) {}

void Retainer::set_retention(Retention retention) {
  retention_ = retention;
  if (!running_) sweep();
}

void Retainer::sweep() {
  running_ = true;
  next_.stop();
  const auto work = [&writable = writable_, order = order()]() -> base::Result<Outcome> {
    try {
      const auto step = writable.sweeper.step(order);
      if (step.names_removed) writable.writer.forget_names();
      return Outcome{step, writable.sweeper.database_bytes()};
    } catch (const SQLite::Exception& error) {
      return base::Error{describe(error)};
    }
  };
  worker_.submit(work, [this](const base::Result<Outcome>& outcome) { on_outcome(outcome); });
}

void Retainer::on_outcome(const base::Result<Outcome>& outcome) {
  if (outcome) {
    removed_ += outcome->step.removed;
    database_bytes_ = outcome->database_bytes;
    if (outcome->step.more) return sweep();
  } else {
    trouble_.add(fmt::format("cannot remove old messages: {}", outcome.error()));
  }
  running_ = false;
  next_.start(kSweepInterval);
}

Sweeper::Order Retainer::order() {
  const auto now = microseconds(clock_.time());
  const auto keep = std::chrono::microseconds{retention_.keep}.count();
  // What is kept for a short time only is not worth the caution.
  const auto time = retention_.keep > kShort ? now : microseconds(reactor_.clock().wall_time());
  return {.now = now,
          .oldest = keep > 0 ? time - keep : 0,
          .keep_size =
              static_cast<std::int64_t>(std::min<std::uint64_t>(retention_.keep_size, INT64_MAX))};
}

}  // namespace tertulia::store
