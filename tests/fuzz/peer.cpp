#include "fuzz/peer.h"

#include <algorithm>
#include <array>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

#include "fuzz/check.h"
#include "fuzz/strict_text.h"

namespace tertulia::fuzz {
namespace {

/// The server refuses an option of telnet in three bytes, which stand between lines. One that has
/// not arrived whole stays.
void remove_telnet_replies(std::string& bytes) {
  for (auto at = bytes.find('\xFF'); at != std::string::npos; at = bytes.find('\xFF', at)) {
    const auto command = bytes.substr(at + 1, 1);
    if (at + 3 > bytes.size() || (command != "\xFC" && command != "\xFE")) return;
    bytes.erase(at, 3);
  }
}

}  // namespace

reactor::Socket Peer::reconnect(reactor::Socket socket, std::string_view marker) {
  partial_.clear();
  unsent_.clear();
  encrypted_.clear();
  heard_ = false;
  if (tls_) tls_ = std::make_unique<TlsEnd>(TlsEnd::Side::client, TlsEnd::Shows::nothing);
  lines_.emplace_back(marker);
  reading_ = true;
  ending_ = end_said_ = ended_ = at_end_ = false;
  return std::exchange(socket_, std::move(socket));
}

void Peer::flush() {
  if (!here() || ended_) return;
  if (tls_) encrypt();
  auto& bytes = tls_ ? encrypted_ : unsent_;
  const auto sent = ::send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) bytes.erase(0, static_cast<std::size_t>(sent));
  if (at_end_) {
    unsent_.clear();
    encrypted_.clear();
  }
  if (!ending_ || !unsent_.empty() || !encrypted_.empty()) return;
  ended_ = true;
  ::shutdown(socket_.fd(), SHUT_WR);
}

void Peer::encrypt() {
  if (tls_->ready()) {
    tls_->send(std::exchange(unsent_, {}));
    if (ending_ && !end_said_) tls_->end_output();
    end_said_ = ending_;
  }
  encrypted_ += tls_->take_output();
}

void Peer::vanish() {
  socket_ = reactor::Socket();
  at_end_ = true;
  unsent_.clear();
  encrypted_.clear();
}

bool Peer::read() {
  if (!here() || !reading_ || at_end_) return false;
  static std::array<char, 65'536> bytes;
  bool any = false;
  while (true) {
    const auto count = ::recv(socket_.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return any;
    any = true;
    if (count > 0) {
      receive({bytes.data(), static_cast<std::size_t>(count)});
    } else if (count == 0 || errno != ECONNRESET) {
      at_end_ = true;
      return true;
    }
  }
}

bool Peer::cut() const {
  pollfd state{socket_.fd(), 0, 0};
  return !here() || (::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0);
}

void Peer::receive(std::string_view bytes) {
  // Who is refused as soon as they connect is told so in plain text.
  if (!std::exchange(heard_, true) && bytes.starts_with("! ")) tls_.reset();
  if (!tls_) return keep(bytes);
  tls_->receive(bytes);
  check(!tls_->failed(), "the server speaks TLS");
  keep(tls_->take_text());
}

void Peer::keep(std::string_view bytes) {
  partial_ += bytes;
  remove_telnet_replies(partial_);
  std::size_t begin = 0;
  for (auto end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n', begin)) {
    lines_.push_back(partial_.substr(begin, end - begin));
    check(is_harmless(lines_.back()), "every line is harmless");
    begin = end + 1;
  }
  partial_.erase(0, begin);
}

bool Peer::heard(std::string_view beginning) const {
  return std::ranges::any_of(
      lines_, [beginning](const std::string& line) { return line.starts_with(beginning); });
}

}  // namespace tertulia::fuzz
