#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/wire/telnet.h"

namespace tertulia::wire {

/// Cuts a stream of bytes into lines, whatever the pieces in which they arrive. A line ends with LF
/// or CRLF. Telnet commands are removed first. It holds at most `max_line` bytes, and one more.
class LineReader {
 public:
  class Sink {
   public:
    /// One line without its end, valid during the call. Return false to read no more for now.
    virtual bool handle_line(std::string_view line) = 0;
    /// Instead of a line that is longer than the maximum, as soon as that is known. Return false to
    /// read no more for now.
    virtual bool handle_overlong_line() = 0;

   protected:
    ~Sink() = default;
  };

  explicit LineReader(std::size_t max_line) { set_max_line(max_line); }

  /// Reads until the input ends or the sink returns false. Returns how many bytes are used; offer
  /// the others again.
  std::size_t feed(std::string_view bytes, Sink& sink);
  /// The stream has ended: the bytes after the last LF are a line, too.
  void finish(Sink& sink);

  /// Whether a line has begun and not ended.
  bool has_partial_line() const { return skipping_ || !partial_.empty(); }
  /// Less than 4 GiB.
  void set_max_line(std::size_t bytes) { max_line_ = static_cast<std::uint32_t>(bytes); }

 private:
  std::size_t read_piece(std::string_view bytes, Sink& sink);
  void keep(std::string_view piece, Sink& sink);
  void end_line(std::string_view piece, Sink& sink);

  std::string partial_;
  std::uint32_t max_line_ = 0;  // small, since every connection has one
  bool skipping_ = false;       // the rest of an overlong line
  bool stopped_ = false;        // the sink wants no more for now
  TelnetFilter telnet_;
};

}  // namespace tertulia::wire
