#include <algorithm>

#include "bench/load/clock.h"
#include "bench/load/run.h"

namespace tertulia::bench {
namespace {

using Stage = Client::Stage;

bool all_at(Crowd& crowd, std::size_t from, Stage stage) {
  for (auto i = from; i < crowd.size(); ++i) {
    if (crowd.client(i).stage() != stage) return false;
  }
  return true;
}

std::uint64_t lines_of(Crowd& crowd, std::size_t insiders) {
  std::uint64_t most = 0;
  for (std::size_t i = 0; i < insiders; ++i) most = std::max(most, crowd.client(i).lines());
  return most;
}

/// One half of a storm: all clients from `first` on do `what` at once.
template <class Action>
Figures rush(Run& run, std::size_t first, Stage goal, Action what) {
  auto& crowd = run.crowd;
  const auto count = static_cast<double>(crowd.size() - first);
  const auto lines = lines_of(crowd, first);
  run.start();
  for (auto i = first; i < crowd.size(); ++i) what(crowd.client(i));
  crowd.turn_until([&] { return all_at(crowd, first, goal); }, "the storm to pass");
  Figures figures;
  figures.add("per_second", count / seconds(run.elapsed()));
  run.rest();
  figures.add("cpu_each", static_cast<double>(run.cpu()) / count);
  figures.add("lines_for_insider", lines_of(crowd, first) - lines);
  return figures;
}

}  // namespace

Figures run_crowd(const Options& options) {
  Run run(options);
  const auto empty = run.server.memory();
  const auto count = static_cast<double>(options.clients);
  run.start();
  run.crowd.grow(options.clients, Stage::inside);
  Figures figures;
  figures.add("per_second", count / seconds(run.elapsed()));
  run.rest();
  figures.add("cpu_each", static_cast<double>(run.cpu()) / count);
  figures.add("memory_each",
              (static_cast<double>(run.server.memory()) - static_cast<double>(empty)) / count);
  run.start();
  run.crowd.settle(static_cast<std::int64_t>(options.seconds * kSecond));
  figures.add("idle_cpu", static_cast<double>(run.cpu()) / static_cast<double>(run.elapsed()));
  return figures;
}

Figures run_storm(const Options& options) {
  Run run(options);
  run.gather(options.clients);
  run.crowd.grow(options.newcomers, Stage::registered);
  run.rest();
  Figures figures;
  figures.add("joins", rush(run, options.clients, Stage::inside, [](Client& c) { c.enter(); }));
  figures.add("leaves", rush(run, options.clients, Stage::gone, [](Client& c) { c.leave(); }));
  return figures;
}

}  // namespace tertulia::bench
