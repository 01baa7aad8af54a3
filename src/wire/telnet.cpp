#include "tertulia/wire/telnet.h"

#include <utility>

namespace tertulia::wire {
namespace {

constexpr char kEndOfFile = '\xEC';        // the first command, of RFC 1184
constexpr char kEndOfParameters = '\xF0';  // SE
constexpr char kNoOperation = '\xF1';
constexpr char kParameters = '\xFA';  // SB
constexpr char kWill = '\xFB';
constexpr char kWont = '\xFC';
constexpr char kDo = '\xFD';
constexpr char kDont = '\xFE';
constexpr char kEcho = '\x01';

bool is_command(char byte) {
  return static_cast<unsigned char>(byte) >= static_cast<unsigned char>(kEndOfFile);
}

}  // namespace

TelnetFilter::State TelnetFilter::state_after(char command) {
  switch (command) {
    case kWill:
      return State::offered;
    case kDo:
      return State::requested;
    case kWont:
    case kDont:
      return State::option;
    case kParameters:
      return State::parameters;
    default:
      return State::data;
  }
}

void TelnetFilter::refuse(char verb, char option, std::string& reply) {
  if (replies_ == kMaxReplies) return;
  ++replies_;
  reply += {kIac, verb, option};
}

bool TelnetFilter::is_option(State state) {
  return state == State::offered || state == State::requested || state == State::option;
}

bool TelnetFilter::consumes(char byte, std::string& reply) {
  const auto before = std::exchange(state_, State::data);
  if (byte == '\n' && !is_option(before)) return false;
  switch (before) {
    case State::data:
      if (byte != kIac) return false;
      state_ = State::command;
      return true;
    case State::command:
      used_ = used_ || (byte != kIac && is_command(byte));
      state_ = state_after(byte);
      return byte != kIac && is_command(byte);
    case State::offered:
      refuse(kDont, byte, reply);
      return true;
    case State::requested:
      if (byte != kEcho || !hides_) refuse(kWont, byte, reply);
      return true;
    case State::option:
      return true;
    case State::parameters:
      state_ = byte == kIac ? State::parameters_command : State::parameters;
      return true;
    case State::parameters_command:
      state_ = byte == kEndOfParameters ? State::data : State::parameters;
      return true;
  }
  return false;
}

std::string TelnetFilter::hide_input(bool hide) {
  if (!used_ || hides_ == hide) return {};
  hides_ = hide;
  return {kIac, hide ? kWill : kWont, kEcho};
}

std::string as_telnet_data(std::string_view text) {
  std::string data;
  for (const char byte : text) {
    if (byte == '\0' && data.ends_with('\r')) data += {TelnetFilter::kIac, kNoOperation};
    data.append(byte == TelnetFilter::kIac ? 2 : 1, byte);
  }
  return data;
}

}  // namespace tertulia::wire
