// In duo the server did not look for other protocols. A web page's request took the seat, and its
// body was shown to the operator. A scanner that waited for an answer kept the seat.
#include <optional>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "tertulia/duo/conversation.h"

#include "support/fake_console.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::duo {
namespace {

using namespace std::string_literals;

struct Owner final : Conversation::Owner {
  void on_over(Conversation& /*over*/, Conversation::Outcome /*outcome*/) override { over = true; }
  void on_rejected(const Conversation& conversation, const wire::DecodeError& error) override {
    rejected = conversation.peer_address() + " " + std::string(error.protocol);
  }
  bool over = false;
  std::string rejected;
};

struct Fixture {
  std::string answer() {
    std::string heard;
    support::run_until(loop, clock, [&] {
      heard += support::get(far);
      return support::at_end(far);
    });
    return heard;
  }

  base::ManualClock clock;
  reactor::Reactor loop{clock};
  reactor::Deadlines deadlines{loop};
  support::FakeConsole console;
  Owner owner;
  std::pair<reactor::Socket, reactor::Socket> sockets = support::unix_pair();
  const reactor::Socket& far = sockets.second;
  Conversation talk{
      loop,
      deadlines,
      std::move(sockets.first),
      {"peer:1", "peer"},
      console,
      {Conversation::Role::host, base::Duration{0}, 100, {}, {1'048'576, support::kGiveUp}},
      owner};
};

TEST_CASE_FIXTURE(Fixture, "another protocol is closed, in the seat and in the queue") {
  bool begun = false;
  SUBCASE("in the seat") { begun = true; }
  SUBCASE("in the queue") {}
  std::string sent;
  std::string protocol;
  SUBCASE("HTTP") {
    sent = "POST / HTTP/1.1\r\nHost: chat\r\n\r\nEve > spam\n";
    protocol = "HTTP";
  }
  SUBCASE("after blank lines") {
    sent = "\r\n\r\nGET / HTTP/1.0\r\n\r\n";
    protocol = "HTTP";
  }
  SUBCASE("SSH") {
    sent = "SSH-2.0-Go\r\n";
    protocol = "SSH";
  }
  SUBCASE("without the end of a line") {
    sent = "\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03"s;
    protocol = "TLS";
  }
  if (begun) talk.begin();
  support::put(far, sent);
  CHECK(answer() ==
        "! This is a chat server for lines of plain text, and that was " + protocol + "\n");
  CHECK(owner.rejected == "peer:1 " + protocol);
  CHECK(console.screen.empty());
}

TEST_CASE_FIXTURE(Fixture, "an overlong first line is closed, in the seat and in the queue") {
  SUBCASE("in the seat") { talk.begin(); }
  SUBCASE("in the queue") {}
  support::put(far, "POST /" + std::string(101, 'a') + " HTTP/1.1\r\n\r\nEve > spam\n");
  CHECK(answer() ==
        "! This is a chat server for lines of plain text, and the first one was longer than 100 "
        "bytes\n");
  CHECK(console.screen.empty());
}

TEST_CASE_FIXTURE(Fixture, "later lines may have any text") {
  talk.begin();
  support::put(far, "Bob > hola\nGET / HTTP/1.1\nBob > PING\nPING\n");
  support::run_until(loop, [&] { return console.screen.size() == 4; });
  CHECK(console.screen.back() == "peer:1 > PING");
  CHECK(owner.rejected.empty());
}

}  // namespace
}  // namespace tertulia::duo
