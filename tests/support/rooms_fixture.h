#pragma once

#include <string>
#include <string_view>

#include "support/recorded_hub.h"

namespace tertulia::support {

/// A hub with three members, whose events are recorded. No notice is pending.
struct RoomsFixture : RecordedHub {
  static constexpr chat::MemberId kAnn{1};
  static constexpr chat::MemberId kBob{2};
  static constexpr chat::MemberId kCid{3};

  explicit RoomsFixture(ScriptedLog::Mode mode = ScriptedLog::Mode::at_once) : RecordedHub(mode) {
    hub.execute(kAnn, chat::Rename{"Ann"});
    hub.execute(kBob, chat::Rename{"Bob"});
    hub.execute(kCid, chat::Rename{"Cid"});
    log.give_back_all();
    settle(chat::kLobby);
    delivery.forget();
  }

  chat::CommandResult enter(chat::MemberId who, std::string_view room) {
    return hub.execute(who, chat::EnterRoom{room});
  }
  chat::CommandResult say(chat::MemberId who, std::string_view text, std::string_view room = {}) {
    return hub.execute(who, chat::Say{text, room});
  }
  /// Sends the notices of the room that are pending.
  void settle(chat::RoomId room) {
    hub.send_pending_notices(room);
    hub.send_pending_notices(room);
  }
  /// All of them are in this room, and no notice is pending.
  void gather(std::string_view room) {
    for (const auto who : {kAnn, kBob, kCid}) enter(who, room);
    settle(hub.current_room(kAnn));
    delivery.forget();
    delivery.moves.clear();
  }

  static std::string refused(chat::Problem problem, std::string_view subject = {}) {
    return EventWriter{}(chat::Refused{problem, subject});
  }
};

}  // namespace tertulia::support
