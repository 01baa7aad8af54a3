#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <utility>

#include <sys/resource.h>

#include "bench/load/run.h"
#include "bench/load/workloads.h"

namespace tertulia::bench {

Workload find_workload(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Workload>, 11> kWorkloads{
      {{"saturated", run_saturated},
       {"paced", run_paced},
       {"crowd", run_crowd},
       {"storm", run_storm},
       {"stalled", run_stalled},
       {"handshakes", run_handshakes},
       {"growth", run_growth},
       {"rooms-paced", run_rooms_paced},
       {"rooms-saturated", run_rooms_saturated},
       {"room-growth", run_room_growth},
       {"archive", run_archive}}};
  const auto* row =
      std::ranges::find(kWorkloads, name, &std::pair<std::string_view, Workload>::first);
  if (row == kWorkloads.end()) throw std::runtime_error("no such workload");
  return row->second;
}

namespace {

void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void declare(CLI::App& app, Options& options) {
  app.add_option("workload", options.workload)->required();
  app.add_option("--dialect", options.dialects,
                 "one, or several with commas: the clients take turns with them")
      ->required();
  app.add_option("--port", options.port)->required();
  app.add_flag("--tls", options.tls, "the clients speak TLS");
  app.add_option("--pid", options.pid, "the server's")->required();
  app.add_option("--clients", options.clients);
  app.add_option("--on-their-way", options.on_their_way, "clients that come in at a time");
  app.add_option("--senders", options.senders);
  app.add_option("--window", options.window, "messages under way, of each sender");
  app.add_option("--messages", options.messages, "in all; 0: for SECONDS");
  app.add_option("--rate", options.rate, "messages a second, when paced");
  app.add_option("--seconds", options.seconds);
  app.add_option("--newcomers", options.newcomers, "of a storm");
  app.add_option("--handshakes", options.handshakes, "under way at a time");
  app.add_option("--rooms", options.rooms, "in all, each of the same size");
  app.add_option("--rooms-each", options.rooms_each, "the rooms of each client");
  app.add_flag("--hold", options.hold, "say 'holding', later 'done', and wait for a line");
}

}  // namespace
}  // namespace tertulia::bench

int main(int argc, char** argv) {
  CLI::App app("The load generator of tertulia's benchmark: prints its figures as a JSON object");
  tertulia::bench::Options options;
  tertulia::bench::declare(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    tertulia::bench::raise_descriptor_limit();
    const auto workload = tertulia::bench::find_workload(options.workload);
    std::cout << workload(options).json() << std::endl;
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::cerr << "bench-load: " << error.what() << std::endl;
    return EXIT_FAILURE;
  }
}
