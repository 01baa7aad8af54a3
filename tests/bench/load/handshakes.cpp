#include "bench/load/clock.h"
#include "bench/load/handshake_storm.h"
#include "bench/load/talking.h"

namespace tertulia::bench {

/// The talk's own cost is part of the cost of the handshakes; it is small beside them.
Figures run_handshakes(const Options& options) {
  Run run(options);
  run.gather(options.clients);
  Talk talk(run.crowd, options.senders);
  const HandshakeStorm storm(options.port, options.handshakes);
  run.crowd.turn_until([&] { return storm.finished() >= options.handshakes; }, "handshakes");
  const auto before = storm.finished();
  auto figures = pace(run, talk, options, options.rate);
  run.crowd.turn_until([&] { return storm.finished() > before; }, "a handshake");
  const auto spent = static_cast<double>(run.cpu());
  const auto time = seconds(run.elapsed());
  const auto finished = storm.finished() - before;
  const auto count = static_cast<double>(finished);
  figures.add("handshakes", finished);
  figures.add("cpu_each", spent / count);
  figures.add("per_processor", static_cast<double>(kSecond) / (spent / count));
  figures.add("per_second", count / time);
  return figures;
}

}  // namespace tertulia::bench
