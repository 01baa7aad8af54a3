#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/reactor/socket.h"

namespace tertulia::bench {

/// The client's end of a TCP connection to a server on loopback: bytes out, lines in. It never
/// blocks; whoever owns it watches `fd()`.
class Connection {
 public:
  class LineSink {
   public:
    /// Without its end, LF or CRLF.
    virtual void on_line(std::string_view line) = 0;

   protected:
    ~LineSink() = default;
  };
  enum class Progress { going, ended };

  /// Begins to connect. `receive_buffer` bounds what the kernel keeps for it; 0 leaves that alone.
  /// Throws when the system refuses.
  explicit Connection(std::uint16_t port, int receive_buffer = 0);

  int fd() const { return socket_.fd(); }
  /// Throws if it could not be connected; to be asked when it first becomes writable.
  void check_connected() const;

  /// Sends as much as the kernel takes; the rest waits for `flush()`.
  void send(std::string_view bytes);
  void flush() { send({}); }
  bool unsent() const { return !unsent_.empty(); }

  /// Reads once, and passes on every line that is now complete.
  Progress receive(LineSink& sink);
  void close() { socket_ = reactor::Socket(); }

 private:
  void split(std::string_view bytes, LineSink& sink);

  reactor::Socket socket_;
  std::string unsent_;
  std::string partial_;  // of a line whose end has not come yet
};

}  // namespace tertulia::bench
