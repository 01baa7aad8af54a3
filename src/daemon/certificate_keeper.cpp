#include "daemon/certificate_keeper.h"

#include <utility>

#include <fmt/core.h>

#include "tertulia/base/date.h"
#include "tertulia/base/log.h"
#include "tertulia/reactor/reactor.h"

namespace tertulia::daemon {

CertificateKeeper::CertificateKeeper(reactor::Reactor& reactor, reactor::Certificate certificate)
    : clock_(reactor.clock()),
      certificate_(std::move(certificate)),
      timer_(reactor, [this] { watch_end(); }) {
  log_fingerprint();
  watch_end();
}

void CertificateKeeper::use(reactor::Certificate certificate) {
  const bool new_key = certificate.fingerprint() != certificate_.fingerprint();
  certificate_ = std::move(certificate);
  if (new_key) log_fingerprint();
  watch_end();
}

void CertificateKeeper::log_fingerprint() const {
  base::log::info(fmt::format("the fingerprint of the key is {}", certificate_.fingerprint()));
}

void CertificateKeeper::watch_end() {
  timer_.start(kWarningInterval);
  const auto end = certificate_.not_after();
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.wall_time());
  if (end - now > kWarningTime) return;
  const auto* const verb = end < now ? "has expired" : "expires";
  base::log::warn(
      fmt::format("the certificate {} on {}; renew it and reload", verb, base::format_date(end)));
}

}  // namespace tertulia::daemon
