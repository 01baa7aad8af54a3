#pragma once

#include <string>

#include "support/rooms_fixture.h"

namespace tertulia::support {

/// The three members of a hub, an operator called Olga, and an administrator's console. Bob and Cid
/// have addresses.
struct OrderFixture : RoomsFixture {
  static constexpr chat::MemberId kOlga{4};
  static constexpr chat::MemberId kConsole{5};
  static constexpr auto* kAdministrator = "the administrator";

  explicit OrderFixture(ScriptedLog::Mode mode = ScriptedLog::Mode::at_once) : RoomsFixture(mode) {
    delivery.trusted[kOlga] = chat::Trust::administrator;
    delivery.trusted[kConsole] = chat::Trust::console;
    delivery.addresses[kBob] = "192.0.2.1";
    delivery.addresses[kCid] = "2001:db8::/64";
    hub.execute(kOlga, chat::Rename{"Olga"});
    log.give_back_all();
    settle(chat::kLobby);
    delivery.forget();
    delivery.finished_commands.clear();
  }

  /// What the client gets by its command.
  Lines asked(chat::MemberId who, const chat::Command& command) {
    delivery.forget();
    hub.execute(who, command);
    return delivery.take(who);
  }
  /// The same for a line that it types.
  Lines typed(chat::MemberId who, const std::string& line) {
    return asked(who, chat::parse_command(line));
  }
  bool is_here(chat::MemberId who) const { return !hub.name_of(who).empty(); }
  static std::string closed(chat::CloseReason reason) {
    return EventWriter{}(chat::Closing{reason});
  }
};

}  // namespace tertulia::support
