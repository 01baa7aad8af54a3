#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tertulia/reactor/certificate.h"

struct ssl_ctx_st;

namespace tertulia::reactor {

class Transport;

/// `Stream::failure()` of a client whose server does not speak TLS: it has ended the connection
/// without an answer, or has answered in plain text. `Stream::input()` then has the text.
inline constexpr std::string_view kNotTls = "it does not speak TLS";
/// `Stream::failure()` of either side whose peer has ended the connection in the handshake. It is
/// not translated.
inline constexpr std::string_view kHandshakeCut = "it ended during the handshake";

/// What all TLS connections of one side share: the settings and, for a server, its certificate.
/// TLS 1.3 only, without tickets and without resuming TLS sessions. The application protocol (ALPN)
/// is `tertulia`: a server refuses a client that offers only others, such as a browser, and accepts
/// one that offers none.
///
/// A context does not change. A server that reloads its certificate makes a new one; connections
/// that have begun keep theirs, and need no owner of the former context.
class TlsContext {
 public:
  using Made = base::Result<std::shared_ptr<const TlsContext>>;

  /// It asks clients for a certificate, requires none, and accepts each: only the client's key
  /// counts; see `Stream::peer_key()`. But it refuses what makes a handshake costly: a key exchange
  /// by another group than X25519 (also with ML-KEM) and P-256, and an RSA key that takes long to
  /// verify. An error if OpenSSL does not use such a certificate, for example because its key is
  /// too short. Both functions throw `base::StartFailure` if OpenSSL cannot begin.
  static Made server(const Certificate& certificate);
  /// Shows this certificate to each server that asks for one. Accepts each server: check
  /// `Stream::peer_key()` and `Stream::peer_problem()` before anything is sent.
  static Made client(const std::optional<Certificate>& own = {});

  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// Makes the transport of one connection. It begins the handshake when it is set
  /// (`Stream::set_transport()`). A client gives the name or the address of the server's host; see
  /// `Stream::peer_problem()`.
  std::unique_ptr<Transport> make_transport(const std::string& host = {}) const;

 private:
  enum class Side { server, client };
  explicit TlsContext(Side side);
  bool use(const Certificate& certificate);

  Side side_;
  ssl_ctx_st* context_;
};

}  // namespace tertulia::reactor
