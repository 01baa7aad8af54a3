// What a client learns of its server before it sends anything, and a server of its client.
#include <string>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/tls.h"

#include "support/make_certificate.h"
#include "support/stream_pair.h"
#include "support/tls.h"

namespace tertulia::reactor::tls_trust_test {
namespace {

using support::CertificateFiles;
using support::run_until;

/// While it lives, these certificates are the authorities of the system.
struct Authorities {
  explicit Authorities(const std::string& path) {
    ::setenv("SSL_CERT_FILE", path.c_str(), 1);
    ::setenv("SSL_CERT_DIR", "/nonexistent", 1);
  }
  ~Authorities() {
    ::unsetenv("SSL_CERT_FILE");
    ::unsetenv("SSL_CERT_DIR");
  }
};

struct Ends {
  void connect(const Certificate& shown, const std::shared_ptr<const TlsContext>& context,
               const std::string& host) {
    auto [one, two] = support::unix_pair();
    server.stream = Stream::create(loop, deadlines, std::move(one), server, support::kAmple);
    client.stream = Stream::create(loop, deadlines, std::move(two), client, support::kAmple);
    server.stream->set_transport((*TlsContext::server(shown))->make_transport());
    client.stream->set_transport(context->make_transport(host));
    run_until(loop, [this] { return client.stream->ready() && server.stream->ready(); });
  }

  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::StreamRecorder server;
  support::StreamRecorder client;
};

std::string problem(const CertificateFiles& shown, const std::string& authorities,
                    const std::string& host) {
  const Authorities set(authorities);
  Ends ends;
  ends.connect(shown.load(), *TlsContext::client(), host);
  CHECK(fingerprint_of(ends.client.stream->peer_key()) == shown.load().fingerprint());
  return ends.client.stream->peer_problem();
}

TEST_CASE("authorities vouch for a certificate together with the name of the host") {
  const CertificateFiles shown("chat.lan");
  CHECK(problem(shown, shown.path, "chat.lan").empty());
  CHECK(problem(shown, shown.path, "CHAT.lan.").empty());
  CHECK(problem(shown, shown.path, "other.lan") == "hostname mismatch");
  CHECK(problem(shown, shown.path, "lan") == "hostname mismatch");
  CHECK(problem(shown, shown.path, "192.0.2.1") == "IP address mismatch");
  CHECK(problem(shown, shown.path, "2001:db8::1") == "IP address mismatch");
  CHECK(problem(shown, shown.path, {}) == "its host has no name");
  CHECK(problem(shown, "/nonexistent", "chat.lan") == "self-signed certificate");
  CHECK(problem(shown, CertificateFiles("chat.lan").path, "chat.lan") == "self-signed certificate");
}

// The certificate of a user, whose name looks like a host, or a careless pattern, was enough to be
// taken for that host.
TEST_CASE("neither a common name nor a part of a name that is a pattern is a name of a host") {
  const KeyHandle key(EVP_EC_gen("P-256"));
  const CertificateFiles common(support::make_certificate(*key, "chat.lan"));
  CHECK(problem(common, common.path, "chat.lan") == "hostname mismatch");
  const CertificateFiles pattern(
      support::make_certificate(*key, "x", "DNS:*.example.org,DNS:f*.example.net"));
  CHECK(problem(pattern, pattern.path, "chat.example.org").empty());
  CHECK(problem(pattern, pattern.path, "a.chat.example.org") == "hostname mismatch");
  CHECK(problem(pattern, pattern.path, "foo.example.net") == "hostname mismatch");
  for (const auto* no_name : {".", "..", ".example.org"}) {
    CHECK(problem(pattern, pattern.path, no_name) == "its host has no name");
  }
}

TEST_CASE("a server learns the key that a client shows, whoever signed it") {
  const CertificateFiles shown("chat.lan");
  const CertificateFiles own("tertulia");
  Ends ends;
  ends.connect(shown.load(), *TlsContext::client(own.load()), "chat.lan");
  CHECK(fingerprint_of(ends.server.stream->peer_key()) == own.load().fingerprint());
}

}  // namespace
}  // namespace tertulia::reactor::tls_trust_test
