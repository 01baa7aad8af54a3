#include <array>
#include <functional>

#include <fmt/core.h>

#include "bench/load/clock.h"
#include "bench/load/run.h"
#include "bench/load/talk.h"

namespace tertulia::bench {
namespace {

using Stage = Client::Stage;

constexpr std::array<std::size_t, 5> kRooms{100, 500, 1'000, 2'000, 5'000};
constexpr std::size_t kTimes = 50;
/// Longer than the notice interval of any server.
constexpr std::int64_t kRest = kSecond * 12 / 10;
constexpr std::int64_t kBriefly = kSecond / 20;

/// The server's cost of an action, averaged over `kTimes`, with all its effects.
double cost(Run& run, std::int64_t rest, const std::function<void(std::size_t)>& once) {
  run.start();
  for (std::size_t i = 0; i < kTimes; ++i) once(i);
  run.crowd.settle(rest);
  return static_cast<double>(run.cpu()) / kTimes;
}

void move(Run& run, Client& client, void (Client::*what)(), Stage goal) {
  (client.*what)();
  run.crowd.turn_until([&] { return client.stage() == goal; }, "a client to come or go");
}

Figures measure(Run& run) {
  Figures figures;
  Talk talk(run.crowd, 1);
  figures.add("message", cost(run, kBriefly, [&](std::size_t) { talk.pace(0, talk.sent() + 1); }));
  const auto& someone = run.crowd.client(0);
  const auto& dialect = someone.dialect();
  if (dialect.leave == nullptr) return figures;
  figures.add("who", cost(run, kBriefly, [&](std::size_t) {
                run.crowd.ask(0, dialect.who({}), Line::Kind::listed);
              }));
  figures.add("nick", cost(run, kBriefly, [&](std::size_t) {
                run.crowd.ask(0, someone.rename(), Line::Kind::renamed);
              }));
  const auto first = run.crowd.size();
  run.crowd.grow(kTimes, Stage::registered);
  run.crowd.settle(kRest);
  figures.add("join", cost(run, kRest, [&](std::size_t i) {
                move(run, run.crowd.client(first + i), &Client::enter, Stage::inside);
              }));
  figures.add("leave", cost(run, kRest, [&](std::size_t i) {
                move(run, run.crowd.client(first + i), &Client::leave, Stage::gone);
              }));
  return figures;
}

}  // namespace

Figures run_growth(const Options& options) {
  Run run(options);
  Figures curve;
  for (std::size_t inside = 0; const auto room : kRooms) {
    if (room > options.clients) break;
    run.crowd.grow(room - inside, Stage::inside);
    run.crowd.settle(kRest);
    inside = room;
    curve.add(fmt::format("{}", room), measure(run));
  }
  return curve;
}

}  // namespace tertulia::bench
