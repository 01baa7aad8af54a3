#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/reactor/socket.h"

namespace tertulia::bench {

/// The client's end of a TCP connection to a server on loopback: sends bytes, receives lines. It
/// never blocks; its owner watches `fd()`.
class Connection {
 public:
  class LineSink {
   public:
    /// The line is without its LF or CRLF.
    virtual void on_line(std::string_view line) = 0;

   protected:
    ~LineSink() = default;
  };
  enum class Progress { going, ended };

  /// Begins to connect. `receive_buffer` limits the kernel's buffer; 0 keeps the default. Throws if
  /// the system refuses.
  explicit Connection(std::uint16_t port, int receive_buffer = 0);

  int fd() const { return socket_.fd(); }
  /// Throws if the connect failed. Call this when the socket first becomes writable.
  void check_connected() const;

  /// Sends as much as the kernel accepts; `flush()` sends the rest.
  void send(std::string_view bytes);
  void flush() { send({}); }
  bool unsent() const { return !unsent_.empty(); }

  /// Reads once, and reports each complete line.
  Progress receive(LineSink& sink);
  void close() { socket_ = reactor::Socket(); }

 private:
  void split(std::string_view bytes, LineSink& sink);

  reactor::Socket socket_;
  std::string unsent_;
  std::string partial_;  // the beginning of an incomplete line
};

}  // namespace tertulia::bench
