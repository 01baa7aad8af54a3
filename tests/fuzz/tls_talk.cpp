#include "fuzz/tls_talk.h"

#include <algorithm>

#include <poll.h>
#include <sys/socket.h>

#include "fuzz/check.h"
#include "reactor/tls_transport.h"

namespace tertulia::fuzz {
namespace {

using reactor::Socket;
using reactor::Stream;
using reactor::TlsTransport;

constexpr int kQuietPasses = 4;
constexpr int kMaxPasses = 2'000;
constexpr base::Duration kDrain{3'000};
/// The handshake's own limit, and what one pass may read beyond it.
constexpr std::size_t kMaxHandshake = TlsTransport::kMaxHandshake + 2 * Stream::kMaxRead;

/// What both sides say, from a position on.
std::string pattern(std::size_t at, std::size_t size) {
  std::string text(size, '\0');
  for (auto& byte : text) byte = static_cast<char>(' ' + at++ % 89);
  return text;
}

std::pair<Socket, Socket> socket_pair() {
  std::array<int, 2> fds{};
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds.data()) == 0,
        "there are sockets");
  return {Socket(fds[0]), Socket(fds[1])};
}

TlsEnd::Side other(TlsEnd::Side side) {
  return side == TlsEnd::Side::client ? TlsEnd::Side::server : TlsEnd::Side::client;
}

/// Whether this is one message of the handshake (RFC 8446, 4).
bool is_whole(std::string_view content) {
  constexpr std::size_t kHeader = 4;
  if (content.size() < kHeader) return false;
  std::size_t size = 0;
  for (const auto byte : content.substr(1, kHeader - 1)) {
    size = size << 8 | static_cast<unsigned char>(byte);
  }
  return content.size() == kHeader + size;
}

}  // namespace

TlsTalk::TlsTalk(TlsEnd::Side tested, TlsEnd::Shows shows, Peer peer) : TlsTalk(socket_pair()) {
  if (peer == Peer::present) end_ = std::make_unique<TlsEnd>(other(tested), shows);
  tampered_ = peer == Peer::absent;
  const auto context = tested == TlsEnd::Side::server ? tested_server() : tested_client();
  stream_->set_transport(context->make_transport("chat.example.org"));
}

TlsTalk::TlsTalk(std::pair<Socket, Socket> sockets)
    : stream_(Stream::create(loop_, deadlines_, std::move(sockets.first), *this,
                             {kQueueLimit, kDrain, {}})),
      far_(std::move(sockets.second)) {}

TlsTalk::~TlsTalk() {
  stream_.reset();
  loop_.run_pass();
}

void TlsTalk::say(std::size_t bytes) {
  if (!end_ || !end_->ready() || ending_) return;
  end_->send(pattern(said_, bytes));
  said_ += bytes;
  take_records();
}

void TlsTalk::update_keys(bool ask) {
  if (!end_ || ending_) return;
  end_->update_keys(ask);
  take_records();
}

void TlsTalk::end_text() {
  if (!end_ || !end_->ready() || ending_) return;
  end_->end_output();
  ending_ = true;
  take_records();
}

/// Text in a forged record is text; all else is wrong.
void TlsTalk::forge(std::uint8_t type, std::string_view content) {
  if (!end_ || !end_->ready()) return;
  if (type == support::RecordForger::kApplicationData) return say(content.size());
  tamper();
  if (type == support::RecordForger::kHandshake) unfinished_ = unfinished_ || !is_whole(content);
  end_->send(type, content);
  take_records();
}

void TlsTalk::end_output() {
  deliver_all();
  cut_ = cut_ || !ending_ || !unsent_.empty();
  ::shutdown(far_.fd(), SHUT_WR);
}

void TlsTalk::vanish() {
  cut_ = true;
  far_ = Socket();
  wire_.clear();
  unsent_.clear();
}

void TlsTalk::write(std::size_t bytes) {
  if (!stream_ || !stream_->open() || stream_->lost()) return;
  stream_->write(pattern(written_, bytes));
  written_ += bytes;
}

void TlsTalk::pause() {
  if (stream_) stream_->pause_input();
  paused_ = true;
}

void TlsTalk::resume() {
  paused_ = false;
  if (!stream_) return;
  stream_->resume_input();
  on_input();
}

void TlsTalk::close() {
  cut_ = true;
  if (stream_) stream_->close();
}

void TlsTalk::drop() {
  cut_ = true;
  stream_.reset();
}

void TlsTalk::on_input() {
  if (paused_) return;
  for (auto bytes = stream_->input(); !bytes.empty(); bytes = stream_->input()) {
    if (stream_->failure() == reactor::kNotTls) return stream_->consume(bytes.size());
    check(bytes == pattern(received_, bytes.size()), "what arrives is what was said");
    received_ += bytes.size();
    stream_->consume(bytes.size());
  }
}

void TlsTalk::on_closed(Stream::CloseReason reason) {
  ++closed_calls_;
  if (reason == Stream::CloseReason::overflow) cut_ = true;
}

void TlsTalk::read_peer() {
  std::array<char, 65'536> bytes{};
  while (far_.fd() >= 0) {
    const auto count = ::recv(far_.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count <= 0 || !end_) break;
    end_->receive({bytes.data(), static_cast<std::size_t>(count)});
    take_records();
    const auto text = end_->take_text();
    check(text == pattern(heard_, text.size()), "what the peer reads is what was written");
    heard_ += text.size();
  }
}

bool TlsTalk::exchange() {
  const auto before =
      received_ + heard_ + delivered_.size() + unsent_.size() + loop_.traffic().sent;
  if (automatic_) deliver_all();
  put({});
  loop_.run_pass();
  clock_.advance(base::Duration{1});
  read_peer();
  check_bounds();
  return received_ + heard_ + delivered_.size() + unsent_.size() + loop_.traffic().sent != before;
}

void TlsTalk::pass() {
  if (end_) take_records();
  exchange();
}

void TlsTalk::check_bounds() {
  check(closed_calls_ <= 1 && peer_ended_calls_ <= 1 && ready_calls_ <= 1,
        "everything is said once");
  if (!tampered_) check(received_ <= said_, "nothing is made up");
  check(heard_ <= written_, "nothing is made up for the peer");
  if (!stream_ || !stream_->open()) return;
  check(stream_->queued() <= kQueueLimit, "the queue has its limit");
  check(stream_->ready() || stream_->failure() != "" || loop_.traffic().received <= kMaxHandshake,
        "the handshake has its limit");
  check(stream_->failure().empty() || !stream_->ready() || peer_ended_calls_ == 1 || paused_,
        "a failure is an end");
}

void TlsTalk::settle() {
  int quiet = 0;
  for (int passes = 0; quiet < kQuietPasses; ++passes) {
    check(passes < kMaxPasses, "it becomes quiet");
    quiet = exchange() ? 0 : quiet + 1;
  }
}

/// Whatever the peer has sent: a stream that goes on does not lose what is written. But OpenSSL
/// writes nothing while it waits for the rest of a message.
void TlsTalk::check_answered() const {
  if (unfinished_ || !stream_ || !end_ || cut_ || !stream_->open() || !stream_->ready()) return;
  if (stream_->failure().empty()) check(heard_ == written_, "nothing that was written is lost");
}

/// If nobody has touched the records, everything has arrived.
void TlsTalk::check_untouched() const {
  if (tampered_ || cut_ || !stream_) return;
  check(stream_->ready() && ready_calls_ == 1 && end_->ready(), "the handshake is finished");
  check(received_ == said_, "all that was said has arrived");
  check(heard_ == written_, "all that was written has arrived");
  check(peer_ended_calls_ == (ending_ ? 1 : 0), "the end is said");
  check(stream_->failure().empty(), "it is in order");
}

void TlsTalk::settle_and_check() {
  if (end_) take_records();
  automatic_ = true;
  resume();
  settle();
  check_untouched();
  check_answered();
  const bool whole = !tampered_ && !cut_ && stream_;
  if (stream_) stream_->close();
  settle();
  if (whole) check(end_->notified(), "the peer is told of the end");
  ::shutdown(far_.fd(), SHUT_WR);
  settle();
  clock_.advance(kDrain + kDrain);
  settle();
  check(!stream_ || closed_calls_ == 1, "it is closed once");
}

}  // namespace tertulia::fuzz
