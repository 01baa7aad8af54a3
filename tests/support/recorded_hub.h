#pragma once

#include <string_view>

#include "tertulia/chat/hub.h"

#include "support/fake_history.h"
#include "support/logs.h"
#include "support/recording_delivery.h"

namespace tertulia::support {

/// A hub without a server: its events are recorded, and its log gives entries back when it is told
/// to.
struct RecordedHub {
  explicit RecordedHub(ScriptedLog::Mode mode = ScriptedLog::Mode::at_once) : log(mode) {}

  RecordingDelivery delivery;
  ScriptedLog log;
  chat::GuestAccounts accounts;
  FakeHistory history{delivery.messages};
  chat::Hub hub{delivery, log, accounts, history};
};

/// `/me`
inline chat::Say act(std::string_view text, std::string_view room = {}) {
  return {text, room, 0, chat::MessageStyle::acted};
}

}  // namespace tertulia::support
