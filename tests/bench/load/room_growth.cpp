#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "bench/load/clock.h"
#include "bench/load/room_plan.h"
#include "bench/load/run.h"

namespace tertulia::bench {
namespace {

using Kind = Line::Kind;
using Rooms = std::vector<std::string>;

constexpr std::array<std::size_t, 3> kMembers{100, 1'000, 10'000};
constexpr std::array<std::size_t, 3> kRoomsEach{1, 10, 20};
/// All clients are in this room. Each is also in small rooms, as many as are still needed.
constexpr const char* kBigRoom = "all";
constexpr std::size_t kSmallRoom = 200;
/// The server lists at most as many rooms.
constexpr std::size_t kMaxListed = 100;
/// So few that they are done before the notice interval is over.
constexpr std::size_t kTimes = 20;
constexpr std::int64_t kBriefly = kSecond / 20;

std::size_t groups(std::size_t members) { return std::max<std::size_t>(1, members / kSmallRoom); }

/// The client's rooms from the number `from` on, `each` in total.
Rooms rooms_of(std::size_t client, std::size_t members, std::size_t from, std::size_t each) {
  Rooms names;
  for (auto i = from; i < each; ++i) {
    names.push_back(i == 0 ? kBigRoom : fmt::format("s{}x{}", i, client % groups(members)));
  }
  return names;
}

/// The measurements of one server with so many members, each in so many rooms.
class Curve {
 public:
  Curve(Run& run, std::size_t each) : run_(run), each_(each) {}

  Figures measure() {
    Figures figures;
    figures.add("who", cost([this](Client& client) {
                  ask(client, client.dialect().who(kBigRoom), Kind::listed);
                }));
    figures.add("rooms", cost([this](Client& client) {
                  ask(client, client.dialect().list_rooms(), Kind::room_row, listed_rooms());
                }));
    figures.add("nick",
                cost([this](Client& client) { ask(client, client.rename(), Kind::renamed); }));
    add_moves(figures);
    return figures;
  }

 private:
  void ask(const Client& client, const std::string& command, Kind answer, std::uint64_t count = 1) {
    run_.crowd.ask(client.index(), command, answer, count);
  }
  void leave(const Client& client) {
    ask(client, client.dialect().leave_room(kBigRoom), Kind::room_left);
  }
  void enter(const Client& client) {
    ask(client, client.dialect().enter_room(kBigRoom), Kind::room_entered);
  }

  /// The lobby and the big room are listed, too.
  std::size_t listed_rooms() const {
    return std::min(kMaxListed, 2 + (each_ - 1) * groups(run_.crowd.size()));
  }

  /// The server's cost of an action of one client, the mean of several clients. All its effects
  /// count.
  double cost(const std::function<void(Client&)>& once) {
    run_.start();
    for (std::size_t i = 0; i < kTimes; ++i) once(run_.crowd.client(i));
    run_.crowd.settle(kBriefly);
    return static_cast<double>(run_.cpu()) / kTimes;
  }

  /// Another client moves first: this sends a notice and starts the notice interval. So the moves
  /// cost nothing but their answers, and then one notice is sent for all of them.
  void add_moves(Figures& figures) {
    auto& first = run_.crowd.client(kTimes);
    leave(first);
    run_.crowd.settle(kBriefly);
    figures.add("leave", cost([this](Client& client) { leave(client); }));
    figures.add("notice of leaves", notice());
    enter(first);
    run_.crowd.settle(kBriefly);
    figures.add("join", cost([this](Client& client) { enter(client); }));
    figures.add("notice of joins", notice());
  }

  double notice() {
    run_.start();
    run_.rest();
    return static_cast<double>(run_.cpu());
  }

  Run& run_;
  std::size_t each_;
};

Figures measure(const Options& options, std::size_t members) {
  Run run(options);
  run.wait_until_idle();
  run.gather(members);
  Figures figures;
  for (std::size_t from = 0; const auto each : kRoomsEach) {
    enter_rooms(run.crowd, [members, from, each](std::size_t client) {
      return rooms_of(client, members, from, each);
    });
    run.rest();
    figures.add(fmt::format("{}", each), Curve(run, each).measure());
    from = each;
  }
  return figures;
}

}  // namespace

Figures run_room_growth(const Options& options) {
  Figures curves;
  for (const auto members : kMembers) {
    if (members > options.clients) break;
    curves.add(fmt::format("{}", members), measure(options, members));
  }
  return curves;
}

}  // namespace tertulia::bench
