// A client chooses how the keys of a TLS connection are made, and shows a key of its own. It chose
// the largest group that OpenSSL has, or a huge RSA key, so each of its handshakes kept the server
// busy for as long as hundreds of others: a few connections a second stopped everybody's messages.
#include <string>

#include <doctest/doctest.h>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/tls.h"

#include "support/make_certificate.h"
#include "support/tls_connection.h"

namespace tertulia::reactor::tls_costly_clients_test {
namespace {

struct Guest {
  /// Returns why the server refuses the client; empty if it does not.
  std::string refusal() {
    support::run_until(loop, [this] {
      connection.client.shake_hands(connection.far);
      return connection.stream().ready() || connection.near.peer_ended == 1;
    });
    return std::string(connection.stream().failure());
  }

  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::TlsConnection connection{loop, deadlines};
};

std::string refusal_of_groups(const char* groups) {
  Guest guest;
  REQUIRE(SSL_CTX_set1_groups_list(guest.connection.client.context(), groups) == 1);
  return guest.refusal();
}

std::string refusal_of_key(EVP_PKEY& key) {
  Guest guest;
  guest.connection.client.show(
      support::CertificateFiles(support::make_certificate(key, "tertulia")).load());
  return guest.refusal();
}

TEST_CASE("a client cannot choose a costly key exchange") {
  for (const auto* cheap : {"X25519", "P-256", "ffdhe8192:X25519"}) {
    CAPTURE(cheap);
    CHECK(refusal_of_groups(cheap).empty());
  }
  for (const auto* costly : {"ffdhe2048", "ffdhe8192", "P-384", "P-521", "X448"}) {
    CAPTURE(costly);
    CHECK_FALSE(refusal_of_groups(costly).empty());
  }
}

TEST_CASE("a client cannot show a key that is costly to verify") {
  constexpr auto* kUsual = "010001";
  const auto usual =
      support::make_rsa_key(BN_get_rfc3526_prime_2048, BN_get_rfc3526_prime_1536, kUsual);
  CHECK(refusal_of_key(*usual).empty());
  const auto longer =
      support::make_rsa_key(BN_get_rfc3526_prime_3072, BN_get_rfc3526_prime_2048, kUsual);
  CHECK(refusal_of_key(*longer) == "certificate verify failed");
  const auto exponent = support::make_rsa_key(BN_get_rfc3526_prime_2048, BN_get_rfc3526_prime_1536,
                                              "010000000000000001");
  CHECK(refusal_of_key(*exponent) == "certificate verify failed");
}

TEST_CASE("a client cannot show many certificates") {
  const KeyHandle key(EVP_EC_gen("P-256"));
  const support::CertificateFiles shown(support::make_certificate(*key, "tertulia"));
  const auto one = shown.load();
  for (const int count : {1, 20}) {
    Guest guest;
    guest.connection.client.show(one);
    for (int i = 1; i < count; ++i) {
      SSL_add1_chain_cert(guest.connection.client.ssl(), one.handles().leaf.get());
    }
    CHECK(guest.refusal() == (count == 1 ? "" : "excessive message size"));
  }
}

}  // namespace
}  // namespace tertulia::reactor::tls_costly_clients_test
