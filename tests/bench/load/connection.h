#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/reactor/socket.h"

#include "bench/load/tls_session.h"

namespace tertulia::bench {

/// The client's end of a TCP connection to a server on loopback, in plain text or over TLS: sends
/// bytes, receives lines. It never blocks; its owner watches `fd()`.
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
  struct Way {
    std::uint16_t port;
    bool tls = false;
  };

  /// Begins to connect. `receive_buffer` limits the kernel's buffer; 0 keeps the default. Throws if
  /// the system refuses.
  explicit Connection(Way way, int receive_buffer = 0);

  int fd() const { return socket_.fd(); }
  /// Throws if the connect failed. Call this when the socket first becomes writable.
  void check_connected() const;
  /// Whether the handshake is finished. True in plain text.
  bool ready() const { return !tls_ || tls_->ready(); }

  /// Sends as much as the kernel accepts; `flush()` sends the rest. Bytes that are sent before the
  /// connection is ready follow the handshake.
  void send(std::string_view bytes);
  void flush() { send({}); }
  bool unsent() const { return !unsent_.empty(); }
  /// Tells the server that nothing follows.
  void end_output();

  /// Reads once, and reports each complete line.
  Progress receive(LineSink& sink);
  void close() { socket_ = reactor::Socket(); }

 private:
  void decrypt(std::string_view bytes, LineSink& sink);
  void split(std::string_view bytes, LineSink& sink);

  reactor::Socket socket_;
  std::unique_ptr<TlsSession> tls_;  // null in plain text
  std::string unsent_;
  std::string partial_;  // the beginning of an incomplete line
};

}  // namespace tertulia::bench
