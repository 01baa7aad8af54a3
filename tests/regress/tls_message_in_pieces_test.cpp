// A client began a message of the TLS handshake in one record, and did not send the rest in the
// next. OpenSSL waits for the rest, and sends nothing meanwhile: all that was written to this
// client was lost, without a trace, while its connection went on.
#include <string>

#include <doctest/doctest.h>

#include "support/forged_records.h"
#include "support/stream_pair.h"

namespace tertulia::reactor::tls_message_in_pieces_test {
namespace {

using support::RecordForger;

struct Fixture {
  Fixture() {
    auto [one, two] = support::unix_pair();
    far = std::move(two);
    near.stream = Stream::create(loop, deadlines, std::move(one), near, support::kAmple);
    near.stream->set_transport(support::server_context()->make_transport());
    RecordForger::note_secrets<Fixture>(client.context());
    SSL_set_app_data(client.ssl(), this);
    support::run_until(loop, [this] { return client.shake_hands(far); });
    support::run_until(loop, [this] { return near.stream->ready(); });
  }

  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::Socket far;
  support::StreamRecorder near;
  support::TlsClient client;
  std::string secret;
};

TEST_CASE_FIXTURE(Fixture, "a whole message is answered") {
  support::put(far,
               RecordForger(secret).seal(RecordForger::kHandshake, RecordForger::kKeyUpdateAsked));
  support::run_passes(loop);
  near.stream->write("a line");
  CHECK(client.get(far, 1'000) == "a line");
  CHECK(near.stream->failure().empty());
}

TEST_CASE_FIXTURE(Fixture, "a message in pieces ends the connection") {
  support::put(far, RecordForger(secret).seal(RecordForger::kHandshake,
                                              RecordForger::kKeyUpdateAsked.substr(0, 4)));
  support::run_until(loop, [this] { return near.peer_ended == 1; });
  CHECK(near.stream->failure() == "a message is in pieces");
}

}  // namespace
}  // namespace tertulia::reactor::tls_message_in_pieces_test
