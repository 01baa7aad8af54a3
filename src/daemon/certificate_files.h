#pragma once

#include <string>
#include <string_view>

namespace tertulia::daemon {

/// The files of the server's certificate.
struct CertificateFiles {
  std::string certificate;
  std::string key;
};

/// The files of the certificate that the server makes itself, in the directory of `--data`.
CertificateFiles own_certificate_files(const std::string& data);

/// Makes these files, for the machine `host`, if neither exists. Both appear at once, so a crash
/// leaves both or none. Returns whether it has made them. Throws `base::StartFailure` if they
/// cannot be made, and if only one exists: replacing it would change the key that clients know.
bool make_own_certificate(const std::string& data, std::string_view host);

/// The name of this machine; empty where the system does not tell.
std::string host_name();

}  // namespace tertulia::daemon
