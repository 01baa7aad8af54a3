#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include "tertulia/base/clock.h"
#include "tertulia/reactor/certificate.h"
#include "tertulia/reactor/tls.h"

#include "reactor/certificate_handles.h"
#include "support/sockets.h"
#include "support/temporary_directory.h"

namespace tertulia::support {

/// A self-signed certificate and its key, in files.
struct CertificateFiles {
  explicit CertificateFiles(std::string_view host)
      : CertificateFiles(reactor::make_self_signed(host)) {}
  explicit CertificateFiles(const reactor::PemPair& pair) {
    directory.write("certificate.pem", pair.certificate);
    directory.write("key.pem", pair.key);
  }
  reactor::Certificate load() const {
    const auto loaded =
        reactor::Certificate::load(path, directory.file("key.pem"), base::ManualClock::kWallStart);
    REQUIRE(loaded);
    return *loaded;
  }

  TemporaryDirectory directory;
  std::string path = directory.file("certificate.pem");
};

/// A context that all tests share, since a key takes time.
inline const std::shared_ptr<const reactor::TlsContext>& server_context() {
  static const auto context = *reactor::TlsContext::server(CertificateFiles("localhost").load());
  return context;
}

/// A client that speaks TLS on a socket, without a loop. The test controls each of its bytes.
class TlsClient {
 public:
  TlsClient() : context_(SSL_CTX_new(TLS_client_method())) {}

  /// Shows this certificate to a server that asks for one.
  void show(const reactor::Certificate& certificate) {
    SSL_use_certificate(ssl(), certificate.handles().leaf.get());
    SSL_use_PrivateKey(ssl(), certificate.handles().key.get());
  }

  SSL_CTX* context() const { return context_.get(); }
  /// Made by the first call, with the context as it is then.
  SSL* ssl() {
    if (ssl_) return ssl_.get();
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_.get());
    return ssl_.get();
  }

  /// Goes on with the handshake. Returns whether it is finished.
  bool shake_hands(const Socket& socket) {
    receive(socket, kAll);
    const bool done = SSL_do_handshake(ssl()) == 1;
    support::put(socket, take_output());
    return done;
  }
  /// The bytes on the wire that the client would send next.
  std::string take_output() {
    std::string bytes(BIO_ctrl_pending(SSL_get_wbio(ssl())), '\0');
    if (!bytes.empty()) BIO_read(SSL_get_wbio(ssl()), bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }
  std::string encrypt(std::string_view bytes) {
    if (!bytes.empty()) REQUIRE(SSL_write(ssl(), bytes.data(), static_cast<int>(bytes.size())) > 0);
    return take_output();
  }
  /// Returns what has arrived, after it has read at most this number of bytes on the wire.
  std::string get(const Socket& socket, std::size_t most) {
    receive(socket, most);
    std::string got;
    std::array<char, 16'384> part{};
    for (int size = 0; (size = SSL_read(ssl(), part.data(), part.size())) > 0;) {
      got.append(part.data(), static_cast<std::size_t>(size));
    }
    return got;
  }
  bool at_end(const Socket& socket) {
    char byte = 0;
    receive(socket, kAll);
    return SSL_peek(ssl(), &byte, 1) <= 0 && support::at_end(socket);
  }
  /// Whether the server has said that no more bytes follow.
  bool notified() { return (SSL_get_shutdown(ssl()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  std::string close_notify() {
    SSL_shutdown(ssl());
    return take_output();
  }

 private:
  static constexpr std::size_t kAll = 1'048'576;

  void receive(const Socket& socket, std::size_t most) {
    const auto bytes = support::get(socket, most);
    if (!bytes.empty())
      BIO_write(SSL_get_rbio(ssl()), bytes.data(), static_cast<int>(bytes.size()));
  }

  std::unique_ptr<SSL_CTX, reactor::OpensslDeleter<&SSL_CTX_free>> context_;
  std::unique_ptr<SSL, reactor::OpensslDeleter<&SSL_free>> ssl_;
};

}  // namespace tertulia::support
