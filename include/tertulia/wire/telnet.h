#pragma once

#include <string>
#include <string_view>

namespace tertulia::wire {

/// Finds telnet's in-band commands (RFC 854, RFC 855), which some clients send unasked:
/// negotiation such as `IAC WILL x`, subnegotiations, and other commands of two bytes. It refuses
/// every other option than `hide_input()` that the client asks for, since a client may show nothing
/// more before it has an answer. All other commands get none, so no client has a reason to send a
/// subnegotiation. Therefore an LF ends one: a stray byte cannot block a connection. If the byte
/// after an IAC is not a command, it is data.
class TelnetFilter {
 public:
  static constexpr char kIac = '\xFF';
  /// Maximum number of answers between two ends of a line. So two programs that answer each other
  /// cannot do so for ever.
  static constexpr unsigned char kMaxReplies = 64;

  /// Whether the last byte was part of a command that is not complete. Otherwise the next byte is
  /// data, unless it is `kIac`.
  bool busy() const { return state_ != State::data; }
  /// Reads the next byte. Returns true if it belongs to a telnet command, false if it is data (the
  /// second IAC of two is data). Appends the answer to `reply` if the byte completes a command that
  /// needs one.
  bool consumes(char byte, std::string& reply);
  /// Offers to echo what the user types (RFC 857), so that the client does not, and never does it;
  /// or takes that back. Empty if the client has sent no command, or if nothing changes.
  std::string hide_input(bool hide);
  /// A line has ended.
  void end_line() { replies_ = 0; }

 private:
  enum class State : unsigned char {
    data,
    command,            // after IAC
    offered,            // after IAC WILL
    requested,          // after IAC DO
    option,             // after IAC WONT or DONT
    parameters,         // after IAC SB
    parameters_command  // after IAC within them
  };

  static State state_after(char command);
  /// Whether the next byte is an option, whatever it is.
  static bool is_option(State state);
  void refuse(char verb, char option, std::string& reply);

  State state_ = State::data;
  unsigned char replies_ = 0;
  bool used_ = false;  // the client has sent a command
  bool hides_ = false;
};

/// Escapes text that is sent to a peer that reads telnet commands: each IAC is doubled, and an
/// empty command keeps a NUL from ending the line after a CR.
std::string as_telnet_data(std::string_view text);

}  // namespace tertulia::wire
