#include "daemon/certificate_keeper.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/reactor.h"

#include "support/certificates.h"
#include "support/lines.h"
#include "support/temporary_directory.h"

namespace tertulia::daemon::certificate_keeper_test {
namespace {

using namespace std::chrono_literals;
using support::Lines;

const std::string kWarning = "warning: the certificate expires on 2026-03-01; renew it and reload";

struct Fixture {
  Fixture() {
    base::log::redirect([this](std::string_view line) { lines.emplace_back(line); });
  }
  ~Fixture() { base::log::redirect({}); }

  /// What was logged since the last call, without times.
  Lines logged() {
    Lines texts;
    for (const auto& line : lines)
      texts.push_back(line.substr(line.find(' ', line.find(' ') + 1) + 1));
    lines.clear();
    return texts;
  }
  reactor::Certificate load(std::string_view name, const std::string& certificate,
                            const std::string& key) const {
    const auto loaded = reactor::Certificate::load(
        directory.write(std::string(name) + "c", certificate),
        directory.write(std::string(name) + "k", key), clock.wall_time());
    REQUIRE(loaded);
    return *loaded;
  }
  reactor::Certificate ending() const { return load("ending", support::kLeaf, support::kKey); }
  reactor::Certificate endless() const {
    const auto pair = reactor::make_self_signed("chat.lan");
    return load("endless", pair.certificate, pair.key);
  }
  void pass(std::chrono::hours time) {
    clock.advance(time);
    reactor.run_pass();
  }

  support::TemporaryDirectory directory;
  base::ManualClock clock;  // 2026-01-01
  reactor::Reactor reactor{clock};
  Lines lines;
};

TEST_CASE_FIXTURE(Fixture, "the fingerprint is logged at the start, and when the key changes") {
  CertificateKeeper keeper(reactor, ending());
  const auto of_key = [](const reactor::Certificate& one) {
    return "info: the fingerprint of the key is " + one.fingerprint();
  };
  CHECK(logged() == Lines{of_key(ending())});
  keeper.use(ending());
  CHECK(logged().empty());
  const auto next = endless();
  keeper.use(next);
  CHECK(logged() == Lines{of_key(next)});
  CHECK(keeper.certificate().fingerprint() == next.fingerprint());
}

TEST_CASE_FIXTURE(Fixture, "in the last 30 days there is a warning a day, until it is renewed") {
  CertificateKeeper keeper(reactor, ending());
  logged();
  for (int day = 1; day < 29; ++day) pass(24h);
  CHECK(logged().empty());
  pass(24h);
  CHECK(logged() == Lines{kWarning});
  pass(24h);
  pass(24h);
  CHECK(logged() == Lines{kWarning, kWarning});
  keeper.use(ending());
  CHECK(logged() == Lines{kWarning});
  pass(23h);
  CHECK(logged().empty());
  pass(24h * 29);
  CHECK(logged() ==
        Lines{"warning: the certificate has expired on 2026-03-01; renew it and reload"});
  keeper.use(endless());
  logged();
  pass(24h);
  CHECK(logged().empty());
}

TEST_CASE_FIXTURE(Fixture, "a certificate that ends soon is a warning at the start") {
  clock.advance(24h * 40);
  const CertificateKeeper keeper(reactor, ending());
  CHECK(logged().back() == kWarning);
}

}  // namespace
}  // namespace tertulia::daemon::certificate_keeper_test
