// A client began a message of the TLS handshake in one record, and did not send the rest in the
// next. OpenSSL waits for the rest, and sends nothing meanwhile: all that was written to this
// client was lost, without a trace, while its connection went on.
#include <string>

#include <doctest/doctest.h>

#include "support/forged_records.h"
#include "support/tls_connection.h"

namespace tertulia::reactor::tls_message_in_pieces_test {
namespace {

using support::RecordForger;

struct Fixture {
  Fixture() {
    RecordForger::note_secrets<Fixture>(one.client.context());
    SSL_set_app_data(one.client.ssl(), this);
    one.shake_hands();
  }

  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  support::TlsConnection one{loop, deadlines};
  std::string secret;
};

TEST_CASE_FIXTURE(Fixture, "a whole message is answered") {
  support::put(one.far,
               RecordForger(secret).seal(RecordForger::kHandshake, RecordForger::kKeyUpdateAsked));
  support::run_passes(loop);
  one.stream().write("a line");
  CHECK(one.client.get(one.far, 1'000) == "a line");
  CHECK(one.stream().failure().empty());
}

TEST_CASE_FIXTURE(Fixture, "a message in pieces ends the connection") {
  support::put(one.far, RecordForger(secret).seal(RecordForger::kHandshake,
                                                  RecordForger::kKeyUpdateAsked.substr(0, 4)));
  CHECK(one.failure() == "a message is in pieces");
}

}  // namespace
}  // namespace tertulia::reactor::tls_message_in_pieces_test
