#include "tertulia/wire/telnet.h"

namespace tertulia::wire {
namespace {

constexpr char kEndOfParameters = '\xF0';  // SE
constexpr char kParameters = '\xFA';       // SB
constexpr char kWill = '\xFB';
constexpr char kDont = '\xFE';

bool is_negotiation(char command) {
  const auto byte = static_cast<unsigned char>(command);
  return byte >= static_cast<unsigned char>(kWill) && byte <= static_cast<unsigned char>(kDont);
}

}  // namespace

bool TelnetFilter::takes(char byte) {
  switch (state_) {
    case State::data:
      if (byte != kIac) return false;
      state_ = State::command;
      return true;
    case State::command:
      state_ = State::data;
      if (byte == kParameters) state_ = State::parameters;
      if (is_negotiation(byte)) state_ = State::option;
      return byte != kIac;
    case State::option:
      state_ = State::data;
      return true;
    case State::parameters:
      if (byte == kIac) state_ = State::parameters_command;
      return true;
    case State::parameters_command:
      state_ = byte == kEndOfParameters ? State::data : State::parameters;
      return true;
  }
  return false;
}

}  // namespace tertulia::wire
