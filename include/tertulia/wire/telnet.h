#pragma once

#include <string>
#include <string_view>

namespace tertulia::wire {

/// Finds telnet's in-band commands (RFC 854, RFC 855), which some clients send by themselves:
/// negotiation such as `IAC WILL x`, subnegotiations, and two-byte commands. The server answers
/// none of them, so no client has a reason to send a subnegotiation. Therefore an LF ends one, and
/// a stray byte cannot mute a connection. A byte after an IAC that is no command is data.
class TelnetFilter {
 public:
  static constexpr char kIac = '\xFF';

  /// Whether the last byte was in the middle of a command. Outside of one, every byte but `kIac` is
  /// data.
  bool busy() const { return state_ != State::data; }
  /// Reads the next byte. Returns true if it belongs to a telnet command, false if it is data (the
  /// second IAC of two is data).
  bool consumes(char byte);

 private:
  enum class State : unsigned char {
    data,
    command,            // after IAC
    option,             // after IAC WILL, WONT, DO or DONT
    parameters,         // after IAC SB
    parameters_command  // after IAC within them
  };

  State state_ = State::data;
};

/// Escapes text that is sent to a peer that reads telnet commands: each IAC is doubled.
std::string as_telnet_data(std::string_view text);

}  // namespace tertulia::wire
