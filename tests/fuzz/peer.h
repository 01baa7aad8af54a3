#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/reactor/socket.h"

#include "fuzz/tls_end.h"

namespace tertulia::fuzz {

/// A client of the server under test: the far end of a socket, and its received lines. It can send
/// any bytes, in plain text or in TLS.
class Peer {
 public:
  explicit Peer(reactor::Socket socket, std::unique_ptr<TlsEnd> tls = nullptr)
      : socket_(std::move(socket)), tls_(std::move(tls)) {}

  /// A line that stands between those of two connections. The server sends no such line.
  static constexpr std::string_view kReconnected = "";
  /// The same, if what the client asked for may have moved it between rooms, and it does not know.
  static constexpr std::string_view kReconnectedElsewhere = "?";

  /// Goes on over another connection, in TLS if it was in TLS. Returns the former one, which is not
  /// closed.
  reactor::Socket reconnect(reactor::Socket socket, std::string_view marker);

  /// Sends in order, as soon as the server reads.
  void send(std::string_view bytes) { unsent_ += bytes; }
  void flush();
  /// Closes its output after all is sent.
  void end_output() { ending_ = true; }
  /// Closes the connection, with unread input.
  void vanish();
  void pause() { reading_ = false; }
  void resume() { reading_ = true; }
  /// Reads the available input unless it is paused. Returns whether it did anything.
  bool read();

  bool here() const { return socket_.fd() >= 0; }
  bool reading() const { return reading_; }
  bool ending() const { return ending_; }
  /// Also if it cannot send more: it does not read, and so its handshake does not go on.
  bool sent_all() const {
    const bool waits = tls_ && !tls_->ready() && !reading_;
    return encrypted_.empty() && (unsent_.empty() || waits);
  }
  /// The server has closed its output or the connection.
  bool at_end() const { return at_end_; }
  /// The server has closed the connection, even if that is not read yet.
  bool cut() const;

  /// All complete lines, in order.
  const std::vector<std::string>& lines() const { return lines_; }
  bool heard(std::string_view beginning) const;

 private:
  void encrypt();
  void receive(std::string_view bytes);
  void keep(std::string_view bytes);

  reactor::Socket socket_;
  std::unique_ptr<TlsEnd> tls_;  // null: plain text
  bool heard_ = false;           // the server has said something
  std::string unsent_;
  std::string encrypted_;  // and not sent yet
  std::string partial_;
  std::vector<std::string> lines_;
  bool reading_ = true;
  bool ending_ = false;
  bool end_said_ = false;  // in TLS
  bool ended_ = false;
  bool at_end_ = false;
};

}  // namespace tertulia::fuzz
