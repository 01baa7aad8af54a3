#include "bench/load/tls_session.h"

#include <array>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace tertulia::bench {
namespace {

SSL_CTX* context() {
  static const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> made = [] {
    auto* fresh = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(fresh, TLS1_3_VERSION);
    SSL_CTX_set_verify(fresh, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_session_cache_mode(fresh, SSL_SESS_CACHE_OFF);
    return std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>(fresh, SSL_CTX_free);
  }();
  return made.get();
}

}  // namespace

struct TlsSession::Bio {
  static BIO* create(TlsSession& session) {
    static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> method(make_method(),
                                                                              BIO_meth_free);
    auto* bio = BIO_new(method.get());
    BIO_set_data(bio, &session);
    BIO_set_init(bio, 1);
    return bio;
  }

  static BIO_METHOD* make_method() {
    auto* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "bench");
    BIO_meth_set_read_ex(method, read);
    BIO_meth_set_write_ex(method, write);
    BIO_meth_set_ctrl(method, control);
    return method;
  }

  static TlsSession& session_of(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* bytes, std::size_t size, std::size_t* done) noexcept {
    auto& input = session_of(bio).input_;
    BIO_clear_retry_flags(bio);
    if (input.empty()) {
      BIO_set_retry_read(bio);
      return 0;
    }
    *done = input.copy(bytes, size);
    input.remove_prefix(*done);
    return 1;
  }

  static int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* done) noexcept {
    session_of(bio).output_->append(bytes, size);
    *done = size;
    return 1;
  }

  static long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) noexcept {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }
};

void TlsSession::Deleter::operator()(ssl_st* ssl) const noexcept { SSL_free(ssl); }

TlsSession::TlsSession() : ssl_(SSL_new(context())) {
  auto* bio = Bio::create(*this);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_connect_state(ssl_.get());
}

bool TlsSession::ready() const { return SSL_is_init_finished(ssl_.get()) == 1; }
void TlsSession::begin(std::string& out) { shake_hands(out); }

void TlsSession::shake_hands(std::string& out) {
  output_ = &out;
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result != 1) return check(result);
  encrypt(std::exchange(held_, {}), out);
}

void TlsSession::encrypt(std::string_view bytes, std::string& out) {
  if (bytes.empty()) return;
  if (!ready()) {
    held_ += bytes;
    return;
  }
  output_ = &out;
  std::size_t done = 0;
  ERR_clear_error();
  check(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &done));
}

std::string_view TlsSession::next(std::string& out) {
  static thread_local std::array<char, SSL3_RT_MAX_PLAIN_LENGTH> bytes;
  if (!ready()) shake_hands(out);
  if (!ready()) return {};
  output_ = &out;
  std::size_t size = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_.get(), bytes.data(), bytes.size(), &size);
  if (result == 1) return {bytes.data(), size};
  check(result);
  return {};
}

void TlsSession::check(int result) const {
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_NONE || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_ZERO_RETURN) {
    return;
  }
  const auto* reason = ERR_reason_error_string(ERR_peek_last_error());
  throw std::runtime_error(fmt::format("TLS: {}", reason == nullptr ? "protocol error" : reason));
}

}  // namespace tertulia::bench
