#include "bench/load/connection.h"

#include <array>
#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace tertulia::bench {
namespace {

[[noreturn]] void fail(const char* what, int error = errno) {
  throw std::system_error(error, std::generic_category(), what);
}

void set_option(int fd, int level, int option, int value) {
  if (setsockopt(fd, level, option, &value, sizeof value) != 0) fail("setsockopt");
}

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

/// A server on loopback is connected at once. Then the handshake begins at once, too, because
/// tertulia speaks plain text to a client that is silent for long.
Connection::Connection(Way way, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
      tls_(way.tls ? std::make_unique<TlsSession>() : nullptr) {
  if (fd() < 0) fail("socket");
  if (receive_buffer > 0) set_option(fd(), SOL_SOCKET, SO_RCVBUF, receive_buffer);
  set_option(fd(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (tls_) tls_->begin(unsent_);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(way.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
      errno != EINPROGRESS) {
    fail("connect");
  }
  flush();
}

void Connection::check_connected() const {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) fail("getsockopt");
  if (error != 0) fail("connect", error);
}

void Connection::send(std::string_view bytes) {
  if (tls_) {
    tls_->encrypt(bytes, unsent_);
  } else {
    unsent_ += bytes;
  }
  if (unsent_.empty()) return;
  const auto sent = ::send(fd(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (sent < 0 && errno != EAGAIN) fail("send");
}

Connection::Progress Connection::receive(LineSink& sink) {
  static thread_local std::array<char, 256 * 1024> bytes;
  const auto count = ::recv(fd(), bytes.data(), bytes.size(), 0);
  if (count == 0) return Progress::ended;
  if (count < 0 && errno == EAGAIN) return Progress::going;
  if (count < 0) return Progress::ended;
  const std::string_view came(bytes.data(), static_cast<std::size_t>(count));
  tls_ ? decrypt(came, sink) : split(came, sink);
  return Progress::going;
}

void Connection::decrypt(std::string_view bytes, LineSink& sink) {
  tls_->feed(bytes);
  while (true) {
    const auto piece = tls_->next(unsent_);
    if (piece.empty()) break;
    split(piece, sink);
  }
  flush();
}

void Connection::end_output() { ::shutdown(fd(), SHUT_WR); }

void Connection::split(std::string_view bytes, LineSink& sink) {
  while (true) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) break;
    if (partial_.empty()) {
      sink.on_line(without_cr(bytes.substr(0, end)));
    } else {
      partial_ += bytes.substr(0, end);
      sink.on_line(without_cr(partial_));
      partial_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
  partial_ += bytes;
}

}  // namespace tertulia::bench
