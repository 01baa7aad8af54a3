#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/reactor/socket.h"

namespace tertulia::fuzz {

/// A client of the server under test: the far end of a socket, driven by hand, and what came out
/// of it. It promises nothing about what it sends.
class Peer {
 public:
  explicit Peer(reactor::Socket socket) : socket_(std::move(socket)) {}

  /// Sent as soon as the server takes it, in order.
  void send(std::string_view bytes) { unsent_ += bytes; }
  void flush();
  /// Ends its output once all is sent.
  void end_output() { ending_ = true; }
  /// Gone, with whatever is unread.
  void vanish();
  void pause() { reading_ = false; }
  void resume() { reading_ = true; }
  /// Takes what has arrived, unless it is paused; whether anything was done.
  bool read();

  bool here() const { return socket_.fd() >= 0; }
  bool reading() const { return reading_; }
  bool ending() const { return ending_; }
  bool sent_all() const { return unsent_.empty(); }
  /// The server has ended its output, or the connection.
  bool at_end() const { return at_end_; }
  /// The server has closed the connection, whether that was read or not.
  bool cut() const;

  /// All complete lines, in order.
  const std::vector<std::string>& lines() const { return lines_; }
  bool heard(std::string_view beginning) const;
  /// The messages among them, which everyone in the room gets.
  std::vector<std::string> messages() const;

 private:
  void keep(std::string_view bytes);

  reactor::Socket socket_;
  std::string unsent_;
  std::string partial_;
  std::vector<std::string> lines_;
  bool reading_ = true;
  bool ending_ = false;
  bool ended_ = false;
  bool at_end_ = false;
};

/// Whether everyone in the room gets this line: a message, or an action.
bool is_message(std::string_view line);

}  // namespace tertulia::fuzz
