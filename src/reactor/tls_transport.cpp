#include "reactor/tls_transport.h"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "tertulia/base/translate.h"
#include "tertulia/reactor/tls.h"

#include "reactor/buffered_socket.h"
#include "reactor/certificate_handles.h"
#include "reactor/handshake_queue.h"

namespace tertulia::reactor {
namespace {

constexpr std::size_t kMaxRecord = SSL3_RT_MAX_PLAIN_LENGTH;

const char* reason_of_last_error() {
  const auto* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason == nullptr ? "protocol error" : reason;
}

}  // namespace

/// The way of OpenSSL to the socket: it reads what has arrived, and never has to wait to write.
struct TlsTransport::Bio {
  static BIO* create(TlsTransport& transport) {
    static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> method(make_method(),
                                                                              BIO_meth_free);
    auto* bio = BIO_new(method.get());
    BIO_set_data(bio, &transport);
    BIO_set_init(bio, 1);
    return bio;
  }

  static BIO_METHOD* make_method() {
    auto* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tertulia");
    BIO_meth_set_read_ex(method, read);
    BIO_meth_set_write_ex(method, write);
    BIO_meth_set_ctrl(method, control);
    return method;
  }

  static TlsTransport& transport_of(BIO* bio) {
    return *static_cast<TlsTransport*>(BIO_get_data(bio));
  }

  static int read(BIO* bio, char* bytes, std::size_t size, std::size_t* done) noexcept {
    auto& self = transport_of(bio);
    BIO_clear_retry_flags(bio);
    const auto input = self.socket_->input().substr(0, size);
    if (input.empty()) {
      BIO_set_retry_read(bio);
      return 0;
    }
    std::ranges::copy(input, bytes);
    *done = input.size();
    self.overhead_ += static_cast<std::int64_t>(input.size());
    if (!self.ready_) self.handshake_size_ += static_cast<std::uint32_t>(input.size());
    self.socket_->consume(input.size());
    return 1;
  }

  static int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* done) noexcept {
    transport_of(bio).socket_->write({bytes, size});
    *done = size;
    return 1;
  }

  /// OpenSSL takes any other answer than 0 for a yes, also about commands that it adds later.
  static long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) noexcept {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }
};

/// OpenSSL uses the socket only in a call of the stream.
class TlsTransport::Use {
 public:
  Use(TlsTransport& transport, BufferedSocket& socket) : transport_(transport) {
    transport_.socket_ = &socket;
    ERR_clear_error();
  }
  ~Use() { transport_.socket_ = nullptr; }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  TlsTransport& transport_;
};

void TlsTransport::Deleter::operator()(ssl_st* ssl) const noexcept { SSL_free(ssl); }

TlsTransport::TlsTransport(ssl_ctx_st* context, Side side, const std::string& host)
    : ssl_(SSL_new(context)) {
  auto* bio = Bio::create(*this);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_app_data(ssl_.get(), this);
  side == Side::server ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
  set_host(host);
}

/// The name of the server's host goes to the server, too (RFC 6066, 3), but not an address. OpenSSL
/// would accept each name for an empty one, and each subdomain for one that begins with a dot.
void TlsTransport::set_host(std::string host) {
  if (host.ends_with('.')) host.pop_back();
  if (host.empty() || host.starts_with('.')) return;
  named_ = true;
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), host.c_str()) == 1) return;
  named_ = SSL_set1_host(ssl_.get(), host.c_str()) == 1;
  if (host.find(':') != std::string::npos) return;
  SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
}

int TlsTransport::admit(ssl_st* ssl, int* /*alert*/, void* /*unused*/) noexcept {
  auto& transport = *static_cast<TlsTransport*>(SSL_get_app_data(ssl));
  const bool admitted = transport.socket_->reactor().handshakes().admit();
  return admitted ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_RETRY;
}

/// Only a client speaks first; a server would wait for its input.
void TlsTransport::start(BufferedSocket& socket) {
  if (SSL_is_server(ssl_.get()) == 1) return;
  const Use use(*this, socket);
  Received received;
  handshake(received);
}

Transport::Received TlsTransport::receive(BufferedSocket& socket) {
  Received received;
  if (!ended_) {
    const Use use(*this, socket);
    if (ready_ || (check_hello(received) && handshake(received))) read(received);
  }
  if (ended_) socket.consume(socket.input_size());
  return received;
}

/// OpenSSL reserves the memory that the first bytes claim, and allows 128 KB. So nobody may claim
/// that much, nor split the header of the message.
bool TlsTransport::check_hello(Received& received) {
  constexpr std::size_t kRecordHeader = 5;
  constexpr std::size_t kHeaders = kRecordHeader + 4;
  if (handshake_size_ > 0 || SSL_is_server(ssl_.get()) == 0) return true;
  const auto begin = socket_->input(kHeaders);
  if (begin.size() < kHeaders) return false;
  const auto number = [&begin](std::size_t at, std::size_t size) {
    std::size_t sum = 0;
    for (const char byte : begin.substr(at, size))
      sum = sum << 8U | static_cast<unsigned char>(byte);
    return sum;
  };
  if (number(3, 2) >= kHeaders - kRecordHeader && number(kRecordHeader + 1, 3) <= kMaxHello) {
    return true;
  }
  fail(base::tr("the handshake is too long"));
  received.ended = true;
  return false;
}

/// A server without TLS answers in plain text. Its bytes are the stream's input.
bool TlsTransport::receive_plain(Received& received) {
  const auto bytes = socket_->input();
  if (handshake_size_ > 0 || bytes.empty() || SSL_is_server(ssl_.get()) == 1) return false;
  const auto type = static_cast<unsigned char>(bytes.front());
  if (type >= SSL3_RT_CHANGE_CIPHER_SPEC && type <= SSL3_RT_APPLICATION_DATA) return false;
  input_ = bytes;
  socket_->consume(bytes.size());
  fail(kNotTls);
  received.input = true;
  received.ended = true;
  return true;
}

bool TlsTransport::handshake(Received& received) {
  if (receive_plain(received)) return false;
  const int result = SSL_do_handshake(ssl_.get());
  if (result != 1) {
    handle_result(result, received);
    if (handshake_size_ > kMaxHandshake && !ended_) fail(base::tr("the handshake is too long"));
    received.ended = ended_;
    return false;
  }
  ready_ = true;
  received.ready = true;
  const auto held = std::exchange(held_, {});
  send(held);
  return true;
}

void TlsTransport::read(Received& received) {
  static thread_local std::array<char, kMaxRecord> bytes{};
  std::size_t size = 0;
  int result = 1;
  while ((result = SSL_read_ex(ssl_.get(), bytes.data(), bytes.size(), &size)) == 1) {
    input_.append(bytes.data(), size);
    overhead_ -= static_cast<std::int64_t>(size);
    received.input = true;
  }
  received.input = received.input || overhead_ > 0;
  handle_result(result, received);
  if (!ended_) check_whole(received);
}

/// While a message of the handshake is not complete, OpenSSL sends nothing, but what is written
/// then must not be lost. Only the first handshake needs more than one record for a message.
void TlsTransport::check_whole(Received& received) {
  if (SSL_in_init(ssl_.get()) == 0) return;
  fail("a message is in pieces");
  received.ended = true;
}

void TlsTransport::handle_result(int result, Received& received) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return;
    case SSL_ERROR_WANT_CLIENT_HELLO_CB:
      received.waits_for_turn = true;
      return;
    case SSL_ERROR_ZERO_RETURN:
      ended_ = true;
      break;
    default:
      fail(reason_of_last_error());
  }
  received.ended = true;
}

void TlsTransport::fail(std::string_view reason) {
  failure_ = reason;
  ended_ = true;
  broken_ = true;
  held_ = {};
}

void TlsTransport::end_input() {
  if (ended_) return;
  if (!ready_ && handshake_size_ == 0 && SSL_is_server(ssl_.get()) == 0) return fail(kNotTls);
  if (!ready_) return fail(kHandshakeCut);
  failure_ = "it ended without close_notify";
  ended_ = true;
}

std::string_view TlsTransport::input(const BufferedSocket& /*socket*/,
                                     std::size_t /*contiguous*/) const {
  return std::string_view(input_).substr(consumed_);
}

/// An idle connection keeps no memory for its input.
void TlsTransport::consume(BufferedSocket& /*socket*/, std::size_t bytes) {
  consumed_ += std::min(bytes, input_.size() - consumed_);
  if (consumed_ < input_.size()) return;
  input_ = {};
  consumed_ = 0;
}

void TlsTransport::write(BufferedSocket& socket, std::string_view bytes) {
  if (broken_) return;
  if (!ready_) {
    held_ += bytes;
    return;
  }
  const Use use(*this, socket);
  send(bytes);
}

void TlsTransport::send(std::string_view bytes) {
  std::size_t sent = 0;
  if (!bytes.empty()) SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent);
}

void TlsTransport::end_output(BufferedSocket& socket) {
  const Use use(*this, socket);
  if (ready_ && !broken_) SSL_shutdown(ssl_.get());
}

std::size_t TlsTransport::take_overhead() {
  const auto bytes = std::max<std::int64_t>(overhead_, 0);
  overhead_ -= bytes;
  return static_cast<std::size_t>(bytes);
}

std::string TlsTransport::peer_key() const {
  const auto* certificate = SSL_get0_peer_certificate(ssl_.get());
  return certificate == nullptr ? std::string{} : public_key_of(*certificate);
}

std::string TlsTransport::peer_problem() const {
  const auto result = SSL_get_verify_result(ssl_.get());
  if (result != X509_V_OK) return X509_verify_cert_error_string(result);
  return named_ ? std::string{} : base::tr("its host has no name");
}

}  // namespace tertulia::reactor
