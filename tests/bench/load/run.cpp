#include "bench/load/run.h"

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench/load/clock.h"

namespace tertulia::bench {
Run::Run(const Options& options)
    : crowd(find_dialects(options.dialects), {options.port, options.tls}, options.on_their_way),
      server(options.pid),
      options_(options) {}

void Run::gather(std::size_t clients) {
  crowd.grow(clients, Client::Stage::inside);
  rest();
  hold("holding");
}

void Run::wait_until_idle() const {
  constexpr auto kPause = std::chrono::milliseconds(200);
  constexpr std::int64_t kHardlyAny = kSecond / 1000;
  for (auto before = server.cpu();; before = server.cpu()) {
    std::this_thread::sleep_for(kPause);
    if (server.cpu() - before < kHardlyAny) return;
  }
}

void Run::hold(std::string_view word) const {
  if (!options_.hold) return;
  std::cout << word << std::endl;
  std::string go;
  if (!std::getline(std::cin, go)) throw std::runtime_error("nobody said go");
}

void Run::start() {
  started_ = now();
  cpu_ = server.cpu();
  own_cpu_ = own_cpu();
}

std::int64_t Run::elapsed() const { return now() - started_; }

void Run::add_cost(Figures& figures, std::uint64_t deliveries, std::uint64_t messages) const {
  const auto spent = static_cast<double>(cpu());
  const auto count = static_cast<double>(deliveries);
  figures.add("messages", messages);
  figures.add("deliveries", deliveries);
  figures.add("cpu_per_delivery", spent / count);
  figures.add("deliveries_per_second", count / seconds(elapsed()));
  add_busy(figures);
}

void Run::add_busy(Figures& figures) const {
  const auto time = static_cast<double>(elapsed());
  figures.add("busy", static_cast<double>(cpu()) / time);
  figures.add("load_busy", static_cast<double>(own_cpu() - own_cpu_) / time);
}

}  // namespace tertulia::bench
