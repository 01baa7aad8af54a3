// What only TLS has: the handshake, and peers that break the protocol.
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/tls.h"

#include "reactor/handshake_queue.h"
#include "support/tls_connection.h"

namespace tertulia::reactor::tls_transport_test {
namespace {

using support::run_passes;
using support::run_until;
using Connection = support::TlsConnection;
using CloseReason = Stream::CloseReason;

/// The public half of a key, as `Stream::peer_key()` has it.
std::string public_key(const EVP_PKEY& key) {
  std::string bytes(256, '\0');
  auto* end = reinterpret_cast<unsigned char*>(bytes.data());
  bytes.resize(static_cast<std::size_t>(i2d_PUBKEY(&key, &end)));
  return bytes;
}

/// A complete record, which says that it is a ClientHello of 4 bytes.
constexpr std::string_view kGarbage("\x16\x03\x01\x00\x08\x01\x00\x00\x04junk", 13);

struct Fixture {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  Connection one{loop, deadlines};
};

TEST_CASE_FIXTURE(Fixture, "a stream is ready after the handshake, and says so") {
  CHECK_FALSE(one.stream().ready());
  int calls = 0;
  one.near.during_ready = [&] { ++calls; };
  one.shake_hands();
  CHECK(calls == 1);
  CHECK(one.near.received.empty());
  CHECK(SSL_version(one.client.ssl()) == TLS1_3_VERSION);
  CHECK(one.stream().failure().empty());
}

TEST_CASE_FIXTURE(Fixture, "what is written before the handshake is sent after it, in order") {
  one.stream().write("hel");
  one.stream().write("lo");
  CHECK(one.stream().queued() == 5);
  one.shake_hands();
  CHECK(one.stream().queued() == 0);
  CHECK(one.client.get(one.far, 1'000) == "hello");
}

TEST_CASE("what waits for a handshake has the limit of the queue") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  Connection one(loop, deadlines, {1'000, support::kGiveUp});
  one.stream().write(std::string(1'000, 'x'));
  CHECK(one.stream().open());
  one.stream().write("x");
  run_until(loop, [&] { return one.near.closed(); });
  CHECK(one.near.ends == std::vector{CloseReason::overflow});
}

TEST_CASE_FIXTURE(Fixture, "a handshake may come byte by byte") {
  bool done = false;
  while (!done) {
    done = SSL_do_handshake(one.client.ssl()) == 1;
    for (const char byte : one.client.take_output()) {
      support::put(one.far, {&byte, 1});
      run_passes(loop, 2);
    }
    if (!done) done = one.client.shake_hands(one.far);
  }
  run_until(loop, [&] { return one.stream().ready(); });
  support::put(one.far, one.client.encrypt("hi"));
  run_until(loop, [&] { return one.near.received == "hi"; });
}

TEST_CASE_FIXTURE(Fixture, "a drain during the handshake sends the last line after it") {
  one.stream().write("bye");
  one.stream().close();
  run_until(loop, [&] { return one.client.shake_hands(one.far); });
  std::string seen;
  run_until(loop, [&] { return !(seen += one.client.get(one.far, 1'000)).empty(); });
  CHECK(one.client.at_end(one.far));
  CHECK(seen == "bye");
  CHECK(one.client.notified());
  one.far = support::Socket();
  run_until(loop, [&] { return one.near.closed(); });
  CHECK(one.near.ends == std::vector{CloseReason::orderly});
}

TEST_CASE_FIXTURE(Fixture, "garbage ends the connection, with an alert and a reason") {
  support::put(one.far, kGarbage);
  CHECK(one.failure() != "");
  one.stream().write("to nobody");
  CHECK(one.stream().queued() == 0);
  one.stream().close();
  CHECK(support::get(one.far).starts_with("\x15\x03"));
  CHECK(support::at_end(one.far));
}

TEST_CASE_FIXTURE(Fixture, "after a failure all input is dropped") {
  support::put(one.far, kGarbage);
  one.failure();
  const auto before = loop.traffic().received;
  support::put(one.far, std::string(100'000, 'x'));
  run_until(loop, [&] { return loop.traffic().received - before == 100'000; });
  CHECK_FALSE(one.stream().has_unread());
  CHECK(one.near.peer_ended == 1);
}

TEST_CASE_FIXTURE(Fixture, "plain text after TLS began ends the connection") {
  one.shake_hands();
  support::put(one.far, one.client.encrypt("one line\n"));
  support::put(one.far, "hello, I am plain\n");
  CHECK(one.failure() != "");
  CHECK(one.near.received == "one line\n");
}

TEST_CASE_FIXTURE(Fixture, "an endless handshake is cut off") {
  SUBCASE("by the size that it claims") {
    support::put(one.far, std::string("\x16\x03\x01\x40\x00\x01\x01\xff\xff", 9));
  }
  SUBCASE("in pieces that hide the size") {
    support::put(one.far, std::string("\x16\x03\x01\x00\x01\x01\x16\x03\x01\x00\x01\x00", 12));
  }
  CHECK(one.failure() == "the handshake is too long");
}

TEST_CASE_FIXTURE(Fixture, "warnings without end are no handshake") {
  SSL_do_handshake(one.client.ssl());
  support::put(one.far, one.client.take_output());
  run_passes(loop);
  const std::string change_cipher_spec("\x14\x03\x03\x00\x01\x01", 6);
  std::string many;
  for (int i = 0; i < 15'000; ++i) many += change_cipher_spec;
  support::put(one.far, many);
  CHECK(one.failure() != "");
}

TEST_CASE_FIXTURE(Fixture, "a client that ends in the handshake is gone") {
  SSL_do_handshake(one.client.ssl());
  support::put(one.far, one.client.take_output().substr(0, 100));
  support::end_output(one.far);
  CHECK(one.failure() == "it ended during the handshake");
}

TEST_CASE_FIXTURE(Fixture, "the end of the input is in order only with close_notify") {
  one.shake_hands();
  support::put(one.far, one.client.encrypt("a line\nhalf a line"));
  SUBCASE("with it") {
    support::put(one.far, one.client.close_notify());
    CHECK(one.failure() == "");
    CHECK(one.stream().open());
  }
  SUBCASE("without it") {
    support::end_output(one.far);
    CHECK(one.failure() == "it ended without close_notify");
  }
  CHECK(one.near.received == "a line\nhalf a line");
  one.stream().write("and an answer");
  CHECK(one.client.get(one.far, 1'000) == "and an answer");
}

TEST_CASE_FIXTURE(Fixture, "what follows close_notify is dropped") {
  one.shake_hands();
  support::put(one.far, one.client.close_notify() + std::string(10'000, 'x'));
  run_until(loop, [&] { return one.near.peer_ended == 1; });
  run_passes(loop);
  CHECK(one.near.received.empty());
  CHECK_FALSE(one.stream().has_unread());
}

std::string alpn(std::string_view protocol) {
  return static_cast<char>(protocol.size()) + std::string(protocol);
}

TEST_CASE_FIXTURE(Fixture, "a client that offers other protocols is refused") {
  std::string offered;
  bool refused = false;
  SUBCASE("a browser") {
    offered = alpn("h2") + alpn("http/1.1");
    refused = true;
  }
  SUBCASE("ours") { offered = alpn("tertulia"); }
  SUBCASE("ours among others") { offered = alpn("irc") + alpn("tertulia"); }
  const auto* bytes = reinterpret_cast<const unsigned char*>(offered.data());
  SSL_set_alpn_protos(one.client.ssl(), bytes, static_cast<unsigned>(offered.size()));
  if (!refused) {
    one.shake_hands();
    return;
  }
  SSL_do_handshake(one.client.ssl());
  support::put(one.far, one.client.take_output());
  CHECK(one.failure() == "no application protocol");
}

TEST_CASE_FIXTURE(Fixture, "older versions of TLS are refused") {
  SSL_set_max_proto_version(one.client.ssl(), TLS1_2_VERSION);
  SSL_do_handshake(one.client.ssl());
  support::put(one.far, one.client.take_output());
  CHECK(one.failure() == "unsupported protocol");
}

TEST_CASE_FIXTURE(Fixture, "a server knows the key of a client that shows a certificate") {
  const auto identity = support::CertificateFiles("tertulia").load();
  SUBCASE("with one") {
    one.client.show(identity);
    one.shake_hands();
    CHECK((one.stream().peer_key() == public_key(*identity.handles().key)));
  }
  SUBCASE("without one") {
    one.shake_hands();
    CHECK(one.stream().peer_key().empty());
  }
}

TEST_CASE_FIXTURE(Fixture, "a server gives no tickets") {
  SSL_set1_groups_list(one.client.ssl(), "X25519");  // Others have messages of another size.
  one.shake_hands();
  one.stream().write("x");
  CHECK(one.client.get(one.far, 1'000) == "x");
  CHECK(SSL_SESSION_has_ticket(SSL_get0_session(one.client.ssl())) == 0);
  CHECK(loop.traffic().sent < 1'500);
}

TEST_CASE_FIXTURE(Fixture, "the bytes of TLS itself are overhead") {
  one.shake_hands();
  CHECK(one.stream().take_overhead() > 200);
  CHECK(one.stream().take_overhead() == 0);
  support::put(one.far, one.client.encrypt("hello"));
  run_until(loop, [&] { return one.near.received == "hello"; });
  CHECK(one.stream().take_overhead() == support::kRecordOverhead);
}

TEST_CASE_FIXTURE(Fixture, "part of a record does not make the overhead wrong") {
  one.shake_hands();
  one.stream().take_overhead();
  const auto record = one.client.encrypt(std::string(100, 'x'));
  support::put(one.far, record.substr(0, 60));
  run_passes(loop);
  auto overhead = one.stream().take_overhead();
  CHECK(overhead == 60);
  support::put(one.far, record.substr(60));
  run_until(loop, [&] { return one.near.received.size() == 100; });
  CHECK(one.stream().take_overhead() == 0);
  for (int i = 0; i < 9; ++i) support::put(one.far, one.client.encrypt("x"));
  run_until(loop, [&] { return one.near.received.size() == 109; });
  overhead += one.stream().take_overhead();
  CHECK(overhead == 10 * support::kRecordOverhead);
}

TEST_CASE("at most 8 handshakes begin in a pass, and all get their turn") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  std::vector<std::unique_ptr<Connection>> all;
  for (int i = 0; i < 50; ++i) {
    auto& one = *all.emplace_back(std::make_unique<Connection>(loop, deadlines));
    SSL_do_handshake(one.client.ssl());
    support::put(one.far, one.client.take_output());
  }
  all[20]->near.stream.reset();
  all[21]->stream().close();
  std::size_t answered = 0;
  for (int pass = 0; pass < 200 && answered < 48; ++pass) {
    loop.run_pass();
    std::size_t now = 0;
    for (auto& one : all) {
      if (one->near.stream && one->stream().open() && !support::get(one->far).empty()) ++now;
    }
    CHECK(now <= HandshakeQueue::kPerPass);
    answered += now;
  }
  CHECK(answered == 48);
}

struct ClientFixture {
  ClientFixture() {
    auto [one, two] = support::unix_pair();
    server.stream = Stream::create(loop, deadlines, std::move(one), server, support::kAmple);
    client.stream = Stream::create(loop, deadlines, std::move(two), client, support::kAmple);
    server.stream->set_transport(support::server_context()->make_transport());
    client.stream->set_transport((*TlsContext::client())->make_transport());
  }
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::StreamRecorder server;
  support::StreamRecorder client;
};

TEST_CASE_FIXTURE(ClientFixture, "a client knows the key of its server before it sends anything") {
  bool checked = false;
  client.during_ready = [&] {
    checked = !client.stream->peer_key().empty();
    client.stream->write("hello");
    client.stream->close();
  };
  run_until(loop, [&] { return server.peer_ended == 1; });
  CHECK(checked);
  CHECK(server.received == "hello");
  CHECK(server.stream->failure().empty());
  server.stream->close();
  run_until(loop, [&] { return client.closed() && server.closed(); });
  CHECK(client.ends == std::vector{CloseReason::orderly});
  CHECK(server.ends == std::vector{CloseReason::orderly});
}

TEST_CASE_FIXTURE(ClientFixture, "the owner can drop a stream when it becomes ready") {
  server.during_ready = [&] { server.stream.reset(); };
  run_until(loop, [&] { return client.peer_ended == 1; });
  CHECK(server.stream == nullptr);
}

}  // namespace
}  // namespace tertulia::reactor::tls_transport_test
