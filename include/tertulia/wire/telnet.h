#pragma once

namespace tertulia::wire {

/// Reads over telnet's in-band commands (RFC 854, RFC 855), which some clients send by themselves:
/// `IAC WILL x` and its like, subnegotiations, and two-byte commands. Nothing is answered.
class TelnetFilter {
 public:
  static constexpr char kIac = '\xFF';

  /// Whether the last byte was in the middle of a command. While it is not, any byte but `kIac` is
  /// data.
  bool busy() const { return state_ != State::data; }
  /// Takes the next byte; true if it is telnet's, false if it is data (as the second IAC of two).
  bool takes(char byte);

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

}  // namespace tertulia::wire
