#include "bench/load/talking.h"

#include <algorithm>

#include "bench/load/clock.h"

namespace tertulia::bench {

Figures saturate(Run& run, Talk& talk, const Options& options) {
  run.server.forget_peak();
  run.start();
  if (options.messages > 0) {
    talk.saturate_with(options.window, options.messages);
  } else {
    talk.saturate(options.window, static_cast<std::int64_t>(options.seconds * kSecond));
  }
  Figures figures;
  run.add_cost(figures, talk.delivered(), talk.sent());
  figures.add("peak_memory", run.server.peak());
  return figures;
}

Figures pace(Run& run, Talk& talk, const Options& options, double rate) {
  const auto asked = static_cast<std::uint64_t>(rate * options.seconds);
  const auto interval = static_cast<std::int64_t>(static_cast<double>(kSecond) / rate);
  run.start();
  talk.pace(interval, options.messages > 0 ? options.messages : asked);
  Figures figures;
  run.add_cost(figures, talk.delivered(), talk.sent());
  auto& latencies = talk.latencies();
  for (const auto& [name, percent] :
       {std::pair{"p50", 50.0}, {"p99", 99.0}, {"p99.9", 99.9}, {"max", 100.0}}) {
    figures.add(name, static_cast<std::uint64_t>(latencies.percentile(percent)));
  }
  return figures;
}

Figures run_saturated(const Options& options) {
  Run run(options);
  run.gather(options.clients);
  Talk talk(run.crowd, options.senders);
  auto figures = saturate(run, talk, options);
  run.hold("done");
  return figures;
}

Figures run_paced(const Options& options) {
  Run run(options);
  run.gather(options.clients);
  Talk talk(run.crowd, options.senders);
  auto figures = pace(run, talk, options, options.rate);
  run.hold("done");
  return figures;
}

Figures run_stalled(const Options& options) {
  constexpr int kReceiveBuffer = 64 * 1024;
  Run run(options);
  run.crowd.grow(1, Client::Stage::inside, kReceiveBuffer);
  run.gather(options.clients - 1);
  auto& stalled = run.crowd.client(0);
  stalled.stall();
  Talk talk(run.crowd, 1, 0);
  run.server.forget_peak();
  const auto before = run.server.resident();
  run.start();
  talk.saturate_with(options.window, options.messages);
  Figures figures;
  run.add_cost(figures, talk.delivered(), talk.sent());
  figures.add("grown", run.server.peak() - std::min(before, run.server.peak()));
  stalled.resume();  // the end follows the bytes that wait in the kernel
  run.crowd.settle(kSecond / 5);
  const bool cut = stalled.stage() == Client::Stage::gone;
  figures.add("cut_off", std::uint64_t{cut ? 1U : 0U});
  return figures;
}

}  // namespace tertulia::bench
