#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bench/load/crowd.h"
#include "bench/load/figures.h"
#include "bench/load/options.h"
#include "bench/load/server_process.h"

namespace tertulia::bench {

/// The start of all workloads: a server, and a crowd in its room.
class Run {
 public:
  /// Starts without clients.
  explicit Run(const Options& options);

  /// Lets this number of clients join, waits until they are idle, and holds ("holding").
  void gather(std::size_t clients);
  /// Turns until all notices must have been sent and nothing has arrived for a while.
  void rest() { crowd.settle(kShortestRest + kRestPerClient * static_cast<int>(crowd.size())); }
  /// Waits until the server uses no processor time: it has noticed that earlier clients are gone.
  void wait_until_idle() const;
  /// If the options say so, prints the word and waits for a line of input.
  void hold(std::string_view word) const;
  /// The measured work begins.
  void start();
  /// Nanoseconds of the clock and of the server's processor since `start()`.
  std::int64_t elapsed() const;
  std::int64_t cpu() const { return server.cpu() - cpu_; }
  void add_cost(Figures& figures, std::uint64_t deliveries, std::uint64_t messages) const;
  /// How much of a processor the server and the load generator have used.
  void add_busy(Figures& figures) const;

  Crowd crowd;
  ServerProcess server;

 private:
  /// Longer than the notice interval of any server; tertulia's grows with the room.
  static constexpr std::int64_t kShortestRest = 600'000'000;
  static constexpr std::int64_t kRestPerClient = 120'000;

  const Options& options_;
  std::int64_t started_ = 0;
  std::int64_t cpu_ = 0;
  std::int64_t own_cpu_ = 0;
};

Figures run_saturated(const Options& options);
Figures run_paced(const Options& options);
Figures run_crowd(const Options& options);
Figures run_storm(const Options& options);
Figures run_stalled(const Options& options);
Figures run_handshakes(const Options& options);
Figures run_growth(const Options& options);
Figures run_rooms_paced(const Options& options);
Figures run_rooms_saturated(const Options& options);
Figures run_room_growth(const Options& options);
Figures run_archive(const Options& options);

}  // namespace tertulia::bench
