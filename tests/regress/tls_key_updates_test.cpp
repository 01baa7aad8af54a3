// A client that used TLS sent nothing but changes of its keys (KeyUpdate, RFC 8446, 4.6.3). Each
// cost the server about as much as a line, but none was charged to the client's rate: only text
// was, with the bytes around it. So one client could keep the server busy, and it never counted as
// idle.
#include <string>

#include <doctest/doctest.h>

#include "support/forged_records.h"
#include "support/hub_fixture.h"
#include "support/tls.h"

namespace tertulia::server::tls_key_updates_test {
namespace {

using support::RecordForger;

struct Secrets {
  std::string secret;
};

TEST_CASE_FIXTURE(support::HubFixture, "records without text count for the rate") {
  limits.rate = 10;
  open();
  Policy policy{limits, Print::no, motd};
  policy.tls = support::server_context();
  server->set_policy(policy);
  auto& ann = connect();
  support::TlsClient tls;
  Secrets own;
  RecordForger::note_secrets<Secrets>(tls.context());
  SSL_set_app_data(tls.ssl(), &own);
  support::run_until(loop, [&] { return tls.shake_hands(ann.socket); });
  RecordForger forger(own.secret);
  support::put(ann.socket, forger.seal(RecordForger::kApplicationData, "Ann\n"));
  std::string seen;
  support::run_until(loop, [&] {
    seen += tls.get(ann.socket, 10'000);
    return seen.find(phrases::connected("Ann")) != std::string::npos;
  });

  const auto before = loop.traffic().received;
  std::string updates;
  for (int i = 0; i < 4'000; ++i) {
    updates += forger.seal(RecordForger::kHandshake, RecordForger::kKeyUpdate);
    forger.update_keys();
  }
  support::put(ann.socket, updates + forger.seal(RecordForger::kApplicationData, "hello\n"));
  support::run_passes(loop, 100);
  CHECK(loop.traffic().received - before < updates.size() / 2);
  support::run_until(loop, clock, [&] {
    seen += tls.get(ann.socket, 10'000);
    return seen.find("(Ann) hello") != std::string::npos;
  });
}

}  // namespace
}  // namespace tertulia::server::tls_key_updates_test
