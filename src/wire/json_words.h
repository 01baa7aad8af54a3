#pragma once

#include <string_view>

#include "tertulia/chat/entry.h"
#include "tertulia/chat/event.h"

/// The words for reasons, which the server writes and a client reads.
namespace tertulia::wire::json {

constexpr std::string_view word_for(chat::LeaveReason reason) {
  switch (reason) {
    case chat::LeaveReason::left:
      return "left";
    case chat::LeaveReason::lost:
      return "lost";
    case chat::LeaveReason::slow:
      return "slow";
    case chat::LeaveReason::idle:
      return "idle";
    case chat::LeaveReason::kicked:
      return "kicked";
    case chat::LeaveReason::banned:
      return "banned";
  }
  return "left";
}

/// Who gives no name in time has been idle, too.
constexpr std::string_view word_for(chat::CloseReason reason) {
  switch (reason) {
    case chat::CloseReason::idle:
    case chat::CloseReason::no_name:
      return "idle";
    case chat::CloseReason::shutdown:
      return "shutdown";
    case chat::CloseReason::replaced:
    case chat::CloseReason::reset:
      return "replaced";
    case chat::CloseReason::kicked:
      return "kicked";
    case chat::CloseReason::banned:
      return "banned";
  }
  return "shutdown";
}

}  // namespace tertulia::wire::json
