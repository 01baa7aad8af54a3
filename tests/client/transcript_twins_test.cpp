// What the transcript shows of the events of a JSON client is, line by line, what the plain dialect
// sends to a user who does the same.
#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include "client/twins.h"
#include "support/time_zone.h"

namespace tertulia::client::transcript_twins_test {
namespace {

using namespace std::chrono_literals;
using twins::Twin;
using twins::Twins;

constexpr std::array<std::string_view, 16> kNames{"Gil",  "Hal", "Joe",   "Kim",  "Lea", "Max",
                                                  "Ann",  "Bob", "Cid",   "Dora", "Éva", "Ivo",
                                                  "Жора", "李",  "Zoë-1", "x.y_z"};
constexpr std::array<std::string_view, 4> kRooms{"games", "música", "#tea", "lobby"};
constexpr std::array<std::string_view, 9> kTexts{"hi",
                                                 "lunch at five?",
                                                 "(Ann) forged",
                                                 "-- Ann has left",
                                                 "#games (Bob) hi",
                                                 "a\x1B[2J",
                                                 "x -> y] z",
                                                 "\xE2\x80\xAE"
                                                 "rtl",
                                                 "tab\there  "};
/// `N` stands for a name, `R` for a room, and `T` for a text.
constexpr std::array<std::string_view, 52> kLines{"T",           "T",
                                                  "T",           "T",
                                                  "/me T",       "/me T",
                                                  "/msg N T",    "/msg N T",
                                                  "/nick N",     "/nick N",
                                                  "/join R",     "/join R",
                                                  "/join R",     "/join R",
                                                  "/leave",      "/leave R",
                                                  "/part",       "/rooms",
                                                  "/topic",      "/topic T",
                                                  "/topic -",    "/who",
                                                  "/who R",      "/whois N",
                                                  "/private on", "/private off",
                                                  "/invite N",   "/uninvite N",
                                                  "/kick N T",   "/kick N",
                                                  "/roomop N",   "/roomdeop N",
                                                  "/history",    "/history 3",
                                                  "/search T",   "/search #R hi",
                                                  "/ban N 1h T", "/unban N",
                                                  "/bans",       "/mute N T",
                                                  "/unmute N",   "/announce T",
                                                  "/guests on",  "/help",
                                                  "/register",   "/unregister",
                                                  "/key list",   "//T",
                                                  "/nonsense T", "exit"};

/// People who do one thing after another.
class World {
 public:
  World(unsigned seed, Twins::Lists lists) : twins_(lists), lists_(lists), random_(seed) {
    twins_.both([](Twin& twin) { twin.hub.set_motd({"Welcome", "to \x07 all"}); });
    for (int i = 0; i < 4; ++i) connect();
  }

  void step() {
    switch (below(12)) {
      case 0:
        for (auto count = 1 + below(4); count > 0; --count) connect();
        return;
      case 1:
        return twins_.settle();
      case 2:
        return pass_time();
      case 3:
        return lose();
      default:
        return type();
    }
  }
  void compare() { twins_.compare(); }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  template <class Table>
  std::string_view one_of(const Table& table) {
    return table.at(below(table.size()));
  }
  chat::MemberId someone() { return chat::MemberId{1 + below(twins_.last_client)}; }

  /// One of five runs the server. Some have one key, and so the same registered name.
  void connect() {
    const chat::MemberId who{++twins_.last_client};
    const bool has_key = below(3) == 0;
    const bool runs = twins_.last_client % 5 == 1;
    const auto trust = runs ? chat::Trust::administrator : chat::Trust::none;
    twins_.both([&](Twin& twin) {
      twin.delivery.trusted[who] = trust;
      twin.delivery.addresses[who] = "192.0.2." + std::to_string(twins_.last_client % 200);
      if (has_key) twin.accounts.keys[who] = "a key";
    });
    twins_.connect(who, one_of(kNames));
    fresh_ = true;
  }
  void pass_time() {
    const auto time = 1h * static_cast<int>(below(30));
    twins_.both([time](Twin& twin) { twin.log.time += time; });
  }
  void lose() {
    using Reason = chat::LeaveReason;
    constexpr std::array kReasons{Reason::left, Reason::lost, Reason::slow, Reason::idle};
    if (below(3) != 0) return;
    tell_joins();
    twins_.remove(someone(), kReasons.at(below(kReasons.size())));
  }
  void type() {
    const auto who = someone();
    if (!twins_.is_here(who)) return;
    const auto line = filled(one_of(kLines));
    CAPTURE(line);
    // Who came a moment ago may leave by it, and others, too.
    if (!line.starts_with("/join")) tell_joins();
    fresh_ = fresh_ || line.starts_with("/join");
    twins_.type(who, line);
  }
  /// A client that keeps lists is told of the leave of someone who came and left at once, which
  /// plain clients are not: they do not see the difference between such lists.
  void tell_joins() {
    if (lists_ == Twins::Lists::kept && std::exchange(fresh_, false)) twins_.settle();
  }

  std::string filled(std::string_view pattern) {
    std::string line;
    for (const char c : pattern) {
      if (c == 'N') {
        line += one_of(kNames);
      } else if (c == 'R') {
        line += one_of(kRooms);
      } else if (c == 'T') {
        line += one_of(kTexts);
      } else {
        line += c;
      }
    }
    return line;
  }

  Twins twins_;
  Twins::Lists lists_;
  std::mt19937 random_;
  bool fresh_ = false;  // there may be joins that are not told yet
};

void run(Twins::Lists lists) {
  const support::TimeZone zone("<-03>3");
  for (unsigned seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    World world(seed, lists);
    for (int i = 0; i < 300; ++i) world.step();
    world.compare();
  }
}

/// What the server says by itself when it closes a connection.
TEST_CASE("the last line is what plain clients get") {
  using Reason = chat::CloseReason;
  for (const auto reason : {Reason::idle, Reason::no_name, Reason::shutdown, Reason::replaced,
                            Reason::reset, Reason::kicked, Reason::banned}) {
    const chat::Closing closing{reason, 60s, "too loud", base::ManualClock::kWallStart};
    Twins twins(Twins::Lists::kept);
    twins.last_client = 1;
    twins.both([&](Twin& twin) { twin.delivery.to_one(chat::MemberId{1}, closing); });
    twins.compare();
    CHECK(twins.plain.delivery.screen(chat::MemberId{1}).lines.size() == 1);
  }
}

TEST_CASE("a transcript is what plain lines are") { run(Twins::Lists::not_kept); }

TEST_CASE("so is that of a client that keeps lists") { run(Twins::Lists::kept); }

}  // namespace
}  // namespace tertulia::client::transcript_twins_test
