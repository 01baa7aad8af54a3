#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "tertulia/reactor/certificate.h"
#include "tertulia/reactor/tls.h"

#include "reactor/certificate_handles.h"
#include "support/forged_records.h"

namespace tertulia::fuzz {

/// The contexts of the side under test, with a certificate whose time is fixed.
std::shared_ptr<const reactor::TlsContext> tested_server();
std::shared_ptr<const reactor::TlsContext> tested_client();

/// One end of a TLS connection, between bytes and bytes: OpenSSL does the handshake and reads.
/// After the handshake it can also send records that OpenSSL would not.
class TlsEnd {
 public:
  enum class Side { client, server };
  enum class Shows { nothing, certificate };
  TlsEnd(Side side, Shows shows);

  /// Takes bytes from the wire, and goes on with the handshake.
  void receive(std::string_view bytes);
  /// What it has decrypted since the last call.
  std::string take_text();
  /// What it has to put on the wire since the last call.
  std::string take_output();
  bool ready() const { return ready_; }
  /// Whether the other end has said that no more text follows.
  bool notified() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  bool failed() const { return failed_; }

  /// Only when it is ready.
  void send(std::string_view text);
  void end_output() { send(support::RecordForger::kAlert, support::RecordForger::kCloseNotify); }
  void update_keys(bool ask);
  /// A record of any type.
  void send(std::uint8_t type, std::string_view content);

  std::string secret;  // for `RecordForger`

 private:
  void go_on();
  void check_failure(int result);

  std::unique_ptr<SSL, reactor::OpensslDeleter<&SSL_free>> ssl_;
  std::optional<support::RecordForger> forger_;
  std::string output_;
  std::string text_;
  bool ready_ = false;
  bool failed_ = false;
};

}  // namespace tertulia::fuzz
