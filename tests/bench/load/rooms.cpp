#include "bench/load/room_plan.h"
#include "bench/load/talking.h"

namespace tertulia::bench {
namespace {

/// The same clients talk in the room where all are, and then each in its rooms, so that the two
/// costs are measured side by side.
template <class Measure>
Figures compare(const Options& options, const Measure& measure) {
  Run run(options);
  run.gather(options.clients);
  const RoomPlan plan(options.clients, options.rooms, options.rooms_each);
  const auto smaller = static_cast<double>(options.clients) / static_cast<double>(plan.room_size());
  Figures figures;
  {
    Talk talk(run.crowd, options.rooms);
    figures.add("one_room", measure(run, talk, 1.0));
  }
  enter_rooms(run.crowd, [&plan](std::size_t client) { return plan.rooms_of(client); });
  run.rest();
  Talk talk(run.crowd, plan.speakers());
  figures.add("rooms", measure(run, talk, smaller));
  return figures;
}

}  // namespace

Figures run_rooms_paced(const Options& options) {
  return compare(options, [&options](Run& run, Talk& talk, double smaller) {
    return pace(run, talk, options, options.rate * smaller);
  });
}

Figures run_rooms_saturated(const Options& options) {
  return compare(options, [&options](Run& run, Talk& talk, double /*smaller*/) {
    return saturate(run, talk, options);
  });
}

}  // namespace tertulia::bench
