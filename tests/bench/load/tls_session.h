#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;

namespace tertulia::bench {

/// The client's end of TLS 1.3, with OpenSSL. It verifies nothing. It never waits: its owner moves
/// the encrypted bytes.
class TlsSession {
 public:
  TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// Whether the handshake is finished.
  bool ready() const;
  /// Appends the beginning of the handshake to `out`.
  void begin(std::string& out);
  /// Appends the encrypted bytes to `out`. Before the handshake is finished, it holds them.
  void encrypt(std::string_view bytes, std::string& out);

  /// Passes what has arrived. `next()` decrypts it piece by piece; afterwards nothing refers to
  /// `bytes` any more.
  void feed(std::string_view bytes) { input_ = bytes; }
  /// A piece of the server's bytes, valid until the next call; empty if there are no more. Appends
  /// what the handshake answers to `out`. Throws `std::runtime_error` after an error of TLS.
  std::string_view next(std::string& out);

 private:
  struct Bio;
  struct Deleter {
    void operator()(ssl_st* ssl) const noexcept;
  };

  void shake_hands(std::string& out);
  void check(int result) const;

  std::unique_ptr<ssl_st, Deleter> ssl_;
  std::string_view input_;
  std::string* output_ = nullptr;  // during a call
  std::string held_;
};

}  // namespace tertulia::bench
