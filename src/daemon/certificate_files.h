#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tertulia/base/clock.h"
#include "tertulia/reactor/certificate.h"
#include "tertulia/reactor/tls.h"

#include "daemon/options.h"

namespace tertulia::daemon {

/// The files of the server's certificate.
struct CertificateFiles {
  std::string certificate;
  std::string key;
};

/// The files that these options ask for: the own ones if they name none and there is a directory
/// for data. Nothing if the server has no certificate, as in duo, or does not use it. Throws
/// `base::StartFailure` if the options ask for TLS and have no certificate for it.
std::optional<CertificateFiles> certificate_files(const Options& options);

/// Loads the certificate that these options ask for, if they ask for one. Throws
/// `base::StartFailure` if it cannot be used at this time.
std::optional<reactor::Certificate> load_certificate(const Options& options, base::WallTime now);

using TlsHandle = std::shared_ptr<const reactor::TlsContext>;

/// What all connections of the server share; null without a certificate. Throws
/// `base::StartFailure` if OpenSSL does not use the certificate.
TlsHandle make_tls(const std::optional<reactor::Certificate>& certificate);

/// Checks the certificate as these two do, but an own certificate need not have been
/// made yet. Changes nothing.
void check_certificate(const Options& options, base::WallTime now);

/// The fingerprint of the key. Throws `base::StartFailure` if there is no certificate.
std::string find_fingerprint(const Options& options, base::WallTime now);

/// Whether it is the certificate that the server makes itself.
bool uses_own_certificate(const Options& options);

/// The files of the certificate that the server makes itself, in the directory of `--data`.
CertificateFiles own_certificate_files(const std::string& data);

/// Makes these files, for the machine `host`, if neither exists. Both appear at once, so a crash
/// leaves both or none. Returns whether it has made them. Throws `base::StartFailure` if they
/// cannot be made, and if only one exists: replacing it would change the key that clients know.
bool make_own_certificate(const std::string& data, std::string_view host);

/// The name of this machine; empty where the system does not tell.
std::string host_name();

}  // namespace tertulia::daemon
