#pragma once

#include <memory>
#include <string>

#include "tertulia/base/result.h"

struct ssl_ctx_st;

namespace tertulia::reactor {

class Transport;

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

  /// Reads a certificate with its chain and its key, both in the PEM format. It asks clients for a
  /// certificate, requires none, and accepts each: only the client's key counts; see
  /// `Stream::peer_key()`. The error names the file and the reason.
  static Made server(const std::string& chain_file, const std::string& key_file);
  /// Does not verify the server's certificate: check `Stream::peer_key()` before anything is sent.
  static Made client();

  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// Makes the transport of one connection. It begins the handshake when it is set
  /// (`Stream::set_transport()`).
  std::unique_ptr<Transport> make_transport() const;

 private:
  enum class Side { server, client };
  explicit TlsContext(Side side);
  std::string load(const std::string& chain_file, const std::string& key_file);

  Side side_;
  ssl_ctx_st* context_;
};

}  // namespace tertulia::reactor
