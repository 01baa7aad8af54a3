#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "tertulia/reactor/tls.h"

#include "support/sockets.h"
#include "support/temporary_directory.h"

namespace tertulia::support {

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const noexcept {
    free(object);
  }
};
using SslHandle = std::unique_ptr<SSL, Freed<SSL_free>>;
using SslContextHandle = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using CertificateHandle = std::unique_ptr<X509, Freed<X509_free>>;

/// A self-signed certificate and its key.
struct Certificate {
  Certificate() : key(EVP_EC_gen("P-256")), certificate(X509_new()) {
    constexpr long kDay = 24L * 60 * 60;
    auto* const x509 = certificate.get();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -kDay);
    X509_gmtime_adj(X509_getm_notAfter(x509), kDay);
    X509_set_pubkey(x509, key.get());
    REQUIRE(X509_sign(x509, key.get(), EVP_sha256()) > 0);
  }

  /// The public key, as `Stream::peer_key()` has it.
  std::string public_key() const {
    std::string bytes(256, '\0');
    auto* end = reinterpret_cast<unsigned char*>(bytes.data());
    bytes.resize(static_cast<std::size_t>(i2d_PUBKEY(key.get(), &end)));
    return bytes;
  }

  KeyHandle key;
  CertificateHandle certificate;
};

/// The files of a certificate and its key, in a directory of their own.
struct CertificateFiles {
  explicit CertificateFiles(const Certificate& pair = {}) {
    const auto write = [](const std::string& path, auto print) {
      const std::unique_ptr<FILE, Freed<fclose>> file(fopen(path.c_str(), "w"));
      REQUIRE(print(file.get()) == 1);
    };
    write(chain, [&](FILE* file) { return PEM_write_X509(file, pair.certificate.get()); });
    write(key, [&](FILE* file) {
      return PEM_write_PrivateKey(file, pair.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

  TemporaryDirectory directory;
  std::string chain = directory.file("certificate.pem");
  std::string key = directory.file("key.pem");
};

/// A context that all tests share, since a key takes time.
inline const std::shared_ptr<const reactor::TlsContext>& server_context() {
  static const auto context = [] {
    const CertificateFiles files;
    return *reactor::TlsContext::server(
        *reactor::Certificate::load(files.chain, files.key, base::SystemClock{}.wall_time()));
  }();
  return context;
}

/// A client that speaks TLS on a socket, without a loop. The test controls each of its bytes.
class TlsClient {
 public:
  TlsClient() : context_(SSL_CTX_new(TLS_client_method())) {}

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

  SslContextHandle context_;
  SslHandle ssl_;
};

}  // namespace tertulia::support
