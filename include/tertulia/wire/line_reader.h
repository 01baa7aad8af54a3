#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/wire/telnet.h"

namespace tertulia::wire {

/// Splits bytes into lines. The bytes may arrive in pieces of any size. A line ends with LF or
/// CRLF. The reader holds at most `max_line` + 1 bytes.
class LineReader {
 public:
  enum class Input : unsigned char {
    telnet,  ///< Telnet commands are removed first, and answered. A line may end with CR NUL, too,
             ///< which telnet sends for the Enter key in character mode (RFC 854).
    data     ///< Every byte other than a line end is data.
  };

  class Sink {
   public:
    /// One line without its end, valid during the call. Return false to make `feed()` stop here.
    virtual bool handle_line(std::string_view line) = 0;
    /// Called instead for a line over the maximum, as soon as it is too long. Return false to make
    /// `feed()` stop here.
    virtual bool handle_overlong_line() = 0;
    /// The answer to a telnet command. Send it to the peer.
    virtual void handle_telnet_reply(std::string_view /*reply*/) {}

   protected:
    ~Sink() = default;
  };

  explicit LineReader(std::size_t max_line, Input input = Input::telnet) : input_(input) {
    set_max_line(max_line);
  }

  /// Reads until the input ends or the sink returns false. Returns the number of bytes that are
  /// used; pass the others again in the next call.
  std::size_t feed(std::string_view bytes, Sink& sink);
  /// The input has ended. The bytes after the last LF are the last line.
  void finish(Sink& sink);

  /// From now on a telnet client shows nothing of what its user types, or shows it again. Returns
  /// the command for that; nothing for a client that has not used telnet.
  std::string hide_input(bool hide) { return telnet_.hide_input(hide); }

  /// Whether it holds a partial line.
  bool has_partial_line() const { return skipping_ || !partial_.empty(); }
  /// The partial line; empty while an overlong line is skipped.
  std::string_view partial_line() const { return partial_; }
  /// Must be less than 4 GiB.
  void set_max_line(std::size_t bytes) { max_line_ = static_cast<std::uint32_t>(bytes); }

 private:
  bool is_telnet(char byte) const {
    return input_ == Input::telnet && (telnet_.busy() || byte == TelnetFilter::kIac);
  }
  std::size_t read_piece(std::string_view bytes, Sink& sink);
  std::string_view before_telnet(std::string_view piece) const;
  std::size_t find_nul_after_cr(std::string_view piece) const;
  void keep(std::string_view piece, Sink& sink);
  void end_line(std::string_view piece, Sink& sink);

  std::string partial_;
  std::uint32_t max_line_ = 0;  // small, since every connection has one
  Input input_;
  bool skipping_ : 1 = false;  // the rest of an overlong line
  bool stopped_ : 1 = false;   // the sink has returned false
  bool after_cr_ : 1 = false;  // the last byte of the line was CR
  TelnetFilter telnet_;
};

}  // namespace tertulia::wire
