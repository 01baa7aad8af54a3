// Connections that are cut at every point of the handshake, and of the talk after it. The
// sanitizers see whether something of them is left. $TERTULIA_HANDSHAKES tries more of them.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/tls.h"

#include "support/stream_pair.h"

namespace tertulia::reactor::tls_cuts_test {
namespace {

using support::run_passes;

constexpr std::size_t kUsual = 400;

std::size_t number_of_handshakes() {
  const char* const set = std::getenv("TERTULIA_HANDSHAKES");
  return set == nullptr ? kUsual : std::stoul(set);
}

/// How a connection ends where it is cut.
enum class Cut { end_of_output, reset, closed, dropped_by_owner, closed_by_owner };
constexpr std::size_t kCuts = 5;

struct CutFixture {
  static constexpr std::size_t kHeader = 5;
  static constexpr std::size_t kHeaders = 9;  // of a record and of a message

  /// Sends at most this number of bytes, and notes the ends of all records.
  void put(std::string bytes, std::size_t cut) {
    for (std::size_t at = 0; at + kHeader <= bytes.size();) {
      const auto size = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
      at += kHeader + (std::size_t{size(3)} << 8U) + size(4);
      ends.push_back(sent + at);
    }
    bytes.resize(std::min(bytes.size(), cut - std::min(cut, sent)));
    sent += bytes.size();
    if (!bytes.empty()) support::put(far, bytes);
    run_passes(loop, 4);
  }

  /// Begins a connection, and goes on until it is cut.
  void talk(std::size_t cut) {
    auto [one, two] = support::unix_pair();
    far = std::move(two);
    near = {};
    near.stream = Stream::create(loop, deadlines, std::move(one), near, support::kAmple);
    near.stream->set_transport(support::server_context()->make_transport());
    near.stream->write("a prompt");
    support::TlsClient client;
    client.show(identity);
    ends.clear();
    sent = 0;
    SSL_do_handshake(client.ssl());
    put(client.take_output(), cut);
    client.get(far, 100'000);
    if (SSL_do_handshake(client.ssl()) != 1) return;
    put(client.take_output(), cut);
    put(client.encrypt("hello\n"), cut);
    put(client.close_notify(), cut);
  }

  void end(Cut how) {
    if (how == Cut::end_of_output) support::end_output(far);
    if (how == Cut::reset) support::reset(far);
    if (how == Cut::closed) far = support::Socket();
    if (how == Cut::closed_by_owner) near.stream->close();
    if (how == Cut::dropped_by_owner) near.stream.reset();
    run_passes(loop, 4);
    far = support::Socket();
    if (near.stream) near.stream->close();
    run_passes(loop, 4);
    clock.advance(support::kGiveUp);
    run_passes(loop, 4);
    const std::size_t expected = how == Cut::dropped_by_owner ? 0 : 1;
    CHECK(near.ends.size() == expected);
    near.stream.reset();
    run_passes(loop, 2);
  }

  /// Around the ends of all records and of their headers, and then anywhere.
  std::vector<std::size_t> cuts(std::size_t count) {
    talk(std::string::npos);
    end(Cut::closed);
    std::vector<std::size_t> all{1, kHeader, kHeaders - 1, kHeaders, kHeaders + 1};
    const auto last = ends.back();
    for (const auto at : ends) {
      all.insert(all.end(), {at - 1, at, at + 1, at + kHeader, at + kHeaders});
    }
    while (all.size() < count) all.push_back(1 + all.size() * 7919 % last);
    return all;
  }

  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  Certificate identity = support::CertificateFiles("tertulia").load();
  support::Socket far;
  support::StreamRecorder near;
  std::vector<std::size_t> ends;  // of records, in the client's bytes
  std::size_t sent = 0;
};

TEST_CASE_FIXTURE(CutFixture, "a connection with TLS can be cut anywhere") {
  const auto count = number_of_handshakes();
  const auto all = cuts(count / kCuts);
  for (std::size_t i = 0; i < count; ++i) {
    const auto cut = all[i / kCuts % all.size()];
    CAPTURE(cut);
    talk(cut);
    CHECK((near.received.empty() || near.received == "hello\n"));
    end(static_cast<Cut>(i % kCuts));
  }
}

}  // namespace
}  // namespace tertulia::reactor::tls_cuts_test
