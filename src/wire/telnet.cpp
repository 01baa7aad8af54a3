#include "tertulia/wire/telnet.h"

namespace tertulia::wire {
namespace {

constexpr char kEndOfParameters = '\xF0';  // SE
constexpr char kParameters = '\xFA';       // SB
constexpr char kWill = '\xFB';
constexpr char kDont = '\xFE';

bool is_command(char byte) {
  return static_cast<unsigned char>(byte) >= static_cast<unsigned char>(kEndOfParameters);
}

bool is_negotiation(char command) {
  const auto byte = static_cast<unsigned char>(command);
  return byte >= static_cast<unsigned char>(kWill) && byte <= static_cast<unsigned char>(kDont);
}

}  // namespace

bool TelnetFilter::consumes(char byte) {
  if (byte == '\n' && state_ != State::option) {
    state_ = State::data;
    return false;
  }
  switch (state_) {
    case State::data:
      if (byte != kIac) return false;
      state_ = State::command;
      return true;
    case State::command:
      state_ = State::data;
      if (byte == kParameters) state_ = State::parameters;
      if (is_negotiation(byte)) state_ = State::option;
      return byte != kIac && is_command(byte);
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

std::string as_telnet_data(std::string_view text) {
  std::string data;
  for (const char byte : text) data.append(byte == TelnetFilter::kIac ? 2 : 1, byte);
  return data;
}

}  // namespace tertulia::wire
