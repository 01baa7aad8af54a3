#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/hub.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/json_client.h"
#include "tertulia/wire/plain.h"

#include "client/transcript.h"
#include "support/fake_history.h"
#include "support/lines.h"
#include "support/logs.h"
#include "support/recording_delivery.h"

/// Two hubs with the same people, who do the same. In the first one they read plain lines; in the
/// second one they have clients that speak JSON, and read the transcript.
namespace tertulia::client::twins {

namespace json = wire::json;

/// Checks what holds for each line.
inline void check_line(const Shown& shown) {
  CAPTURE(shown.text);
  CHECK(shown.text.find('\n') == std::string::npos);
  CHECK(base::safe(shown.text) == shown.text);
  CHECK(shown.author.empty() == (shown.name.size == 0));
  if (shown.author.empty()) return;
  CHECK(shown.name.in(shown.text) == base::safe(shown.author));
  CHECK(shown.body.begin + shown.body.size == shown.text.size());
  CHECK(shown.name.begin + shown.name.size < shown.body.begin);
}

/// What one person sees.
struct Screen {
  support::Lines lines;
  Place place;
};

/// Shows the events of each client on its screen. The questions for a name and for a password are
/// left out: JSON has no such questions.
class ScreenDelivery final : public support::RecordingDelivery {
 public:
  enum class Reads { plain, transcript };
  ScreenDelivery(Reads reads, const support::ScriptedLog& log) : reads_(reads), log_(log) {}

  void to_one(chat::MemberId to, const chat::Event& event) override {
    if (std::holds_alternative<chat::NameRequest>(event)) return;
    if (std::holds_alternative<chat::PasswordRequest>(event)) return;
    reads_ == Reads::plain ? show_plain(to, event) : show_json(to, event);
  }
  bool keeps_members(chat::MemberId /*client*/) const override { return keeps; }

  Screen& screen(chat::MemberId who) { return screens_[who]; }

  const chat::Hub* hub = nullptr;
  bool keeps = false;

 private:
  void show_plain(chat::MemberId to, const chat::Event& event) {
    const auto* room = chat::room_of(event);
    const bool here = room == nullptr || room->id == hub->current_room(to);
    std::string text;
    wire::plain::dialect().render(event, {here ? wire::View::current : wire::View::other, {}},
                                  text);
    for (std::string_view rest = text; !rest.empty();) {
      screens_[to].lines.emplace_back(base::next_line(rest));
    }
  }
  void show_json(chat::MemberId to, const chat::Event& event) {
    std::string text;
    json::dialect().render(event, {}, text);
    for (std::string_view rest = text; !rest.empty();) {
      show_line(screens_[to], base::next_line(rest));
    }
  }
  void show_line(Screen& screen, std::string_view line) const {
    CAPTURE(line);
    const auto read = json::parse_server_line(line);
    CHECK(!std::holds_alternative<json::Malformed>(read.event));
    CHECK(!std::holds_alternative<json::Unknown>(read.event));
    for (const auto& shown : show(read.event, screen.place, log_.time)) {
      check_line(shown);
      screen.lines.push_back(shown.text);
    }
    screen.place.follow(read.event);
  }

  Reads reads_;
  const support::ScriptedLog& log_;
  std::map<chat::MemberId, Screen> screens_;
};

/// One of the two hubs.
struct Twin {
  explicit Twin(ScreenDelivery::Reads reads) : delivery(reads, log) {
    delivery.hub = &hub;
    log.time = base::ManualClock::kWallStart;
  }

  support::ScriptedLog log;
  ScreenDelivery delivery;
  support::LateAccounts accounts{support::LateAccounts::Mode::at_once};
  support::FakeHistory history{delivery.messages};
  chat::Hub hub{delivery, log, accounts, history};
};

class Twins {
 public:
  /// The members of the second hub keep lists, as JSON clients do on a server.
  enum class Lists { kept, not_kept };
  explicit Twins(Lists lists) { transcript.delivery.keeps = lists == Lists::kept; }

  template <class Act>
  void both(const Act& act) {
    act(plain);
    act(transcript);
  }
  /// The client asks for its first name, or types a line. Those whom that puts out are removed.
  void connect(chat::MemberId who, std::string_view name) {
    both([&](Twin& twin) { twin.hub.execute(who, chat::Rename{name}); });
    remove_expelled();
  }
  void type(chat::MemberId who, std::string_view line) { execute(who, wire::plain::parse(line)); }
  void execute(chat::MemberId who, const chat::Command& command) {
    bool leaves = false;
    both(
        [&](Twin& twin) { leaves = twin.hub.execute(who, command) == chat::CommandResult::leave; });
    if (leaves) remove(who);
    remove_expelled();
  }
  void remove(chat::MemberId who, chat::LeaveReason reason = chat::LeaveReason::left) {
    both([&](Twin& twin) { twin.hub.remove(who, reason); });
  }
  /// Sends all notices that are pending.
  void settle() {
    std::set<chat::RoomId> rooms{chat::kLobby};
    for (std::uint64_t id = 1; id <= last_client; ++id) {
      for (const auto room : plain.hub.rooms_of(chat::MemberId{id})) rooms.insert(room);
    }
    for (const auto room : rooms) {
      both([room](Twin& twin) { twin.hub.send_pending_notices(room); });
      both([room](Twin& twin) { twin.hub.send_pending_notices(room); });
    }
  }
  bool is_here(chat::MemberId who) const { return !plain.hub.name_of(who).empty(); }

  /// Both screens of everyone show the same, and each client knows where it is.
  void compare() {
    for (std::uint64_t id = 1; id <= last_client; ++id) {
      const chat::MemberId who{id};
      CAPTURE(id);
      auto& read = transcript.delivery.screen(who);
      CHECK(read.lines == plain.delivery.screen(who).lines);
      if (is_here(who)) compare_place(who, read.place);
    }
  }

  Twin plain{ScreenDelivery::Reads::plain};
  Twin transcript{ScreenDelivery::Reads::transcript};
  std::uint64_t last_client = 0;

 private:
  void compare_place(chat::MemberId who, const Place& place) const {
    const auto& hub = transcript.hub;
    std::set<std::string> rooms;
    for (const auto room : hub.rooms_of(who)) rooms.insert(hub.archived(room).name);
    CHECK(place.name == hub.name_of(who));
    CHECK(place.room == hub.archived(hub.current_room(who)).name);
    CHECK(std::set(place.rooms.begin(), place.rooms.end()) == rooms);
    CHECK(place.rooms.size() == rooms.size());
  }
  void remove_expelled() {
    for (const auto who : std::exchange(plain.delivery.expelled, {})) remove(who);
    transcript.delivery.expelled.clear();
  }
};

}  // namespace tertulia::client::twins
