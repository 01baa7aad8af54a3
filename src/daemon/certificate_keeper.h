#pragma once

#include <chrono>
#include <string>

#include "tertulia/base/clock.h"
#include "tertulia/base/result.h"
#include "tertulia/reactor/certificate.h"
#include "tertulia/reactor/timer.h"

#include "daemon/certificate_files.h"

namespace tertulia::daemon {

/// The certificate that the server shows. It logs the fingerprint of its key, and warns at each
/// `use()` and then once a day if the certificate ends soon.
class CertificateKeeper {
 public:
  static constexpr std::chrono::days kWarningTime{30};
  static constexpr std::chrono::hours kWarningInterval{24};

  CertificateKeeper(reactor::Reactor& reactor, reactor::Certificate certificate);

  const reactor::Certificate& certificate() const { return certificate_; }
  /// From now on this is the certificate.
  void use(reactor::Certificate certificate);

 private:
  void log_fingerprint() const;
  void watch_end();

  base::Clock& clock_;
  reactor::Certificate certificate_;
  reactor::Timer timer_;
};

}  // namespace tertulia::daemon
