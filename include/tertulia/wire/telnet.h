#pragma once

#include <string>
#include <string_view>

namespace tertulia::wire {

/// Reads over telnet's in-band commands (RFC 854, RFC 855), which some clients send by themselves:
/// `IAC WILL x` and its like, subnegotiations, and two-byte commands. Nothing is answered, so no
/// client has reason to send a subnegotiation: an LF ends one, and no stray byte can mute a
/// connection. What follows an IAC and is no command is data.
class TelnetFilter {
 public:
  static constexpr char kIac = '\xFF';

  /// Whether the last byte was in the middle of a command. While it is not, any byte but `kIac` is
  /// data.
  bool busy() const { return state_ != State::data; }
  /// Takes the next byte; true if it is telnet's, false if it is data (as the second IAC of two).
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

/// `text` as data among telnet's commands: with each IAC doubled.
std::string as_telnet_data(std::string_view text);

}  // namespace tertulia::wire
