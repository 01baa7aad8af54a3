#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/base/clock.h"
#include "tertulia/base/result.h"

namespace tertulia::reactor {

struct CertificateHandles;

/// A certificate, the chain that leads from it to an authority, and its private key: what one end
/// of a TLS connection shows to the other. Copies share one content, which never changes, so a
/// connection keeps the certificate that it began with.
class Certificate {
 public:
  /// Reads PEM files: first the certificate, then its chain; and the key, which may be in the same
  /// file. Nothing is used unless all of it is right at this time. The error names the file and
  /// what is wrong: it is not readable, has no certificate or key, the key has a pass phrase or
  /// does not fit, or the certificate has expired or is not valid yet.
  static base::Result<Certificate> load(const std::string& certificate_file,
                                        const std::string& key_file, base::WallTime now);

  /// `SHA256:` and 43 characters of base64: the hash of the public key (its
  /// SubjectPublicKeyInfo). It stays the same when a certificate is renewed with the same key.
  const std::string& fingerprint() const { return fingerprint_; }
  /// After this time the certificate is not valid any more.
  std::chrono::sys_seconds not_after() const { return not_after_; }
  /// For the sources of this layer (`reactor/certificate_handles.h`).
  const CertificateHandles& handles() const { return *handles_; }

 private:
  explicit Certificate(std::shared_ptr<const CertificateHandles> handles);

  std::shared_ptr<const CertificateHandles> handles_;
  std::string fingerprint_;
  std::chrono::sys_seconds not_after_;
};

/// A certificate and its private key, as the text of PEM files.
struct PemPair {
  std::string certificate;
  std::string key;
};

/// Makes a new P-256 key, and a certificate for it that it signs itself. `host` is the name of the
/// machine; if it is no name of a host, the certificate is for `tertulia`. The certificate has no
/// end (RFC 5280, 4.1.2.5: the year 9999), because its peers trust the key and not the date. It is
/// for servers and clients. Throws `base::StartFailure` if OpenSSL has no random numbers.
PemPair make_self_signed(std::string_view host);

/// The fingerprint of a public key (a SubjectPublicKeyInfo in DER), in the form of
/// `Certificate::fingerprint()`.
std::string fingerprint_of(std::string_view public_key);
/// Parses a fingerprint in that form. Padding (`=`) at its end is
/// accepted.
base::Result<std::string> parse_fingerprint(std::string_view text);

}  // namespace tertulia::reactor
