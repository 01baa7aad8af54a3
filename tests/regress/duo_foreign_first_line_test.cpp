// In duo the server did not look for other protocols. A web page's request took the seat, and its
// body was shown to the operator. A scanner that waited for an answer kept the seat.
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include "tertulia/duo/conversation.h"

#include "support/fake_console.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::duo::duo_foreign_first_line_test {
namespace {

using namespace std::string_literals;

struct Owner final : Conversation::Owner {
  void on_over(Conversation& /*over*/, Conversation::Outcome /*outcome*/) override { over = true; }
  void on_rejected(const Conversation& conversation, const wire::DecodeError& error) override {
    rejected = conversation.peer_address() + " " + std::string(error.detail);
  }
  bool over = false;
  std::string rejected;
};

struct Fixture {
  /// Sends the bytes of a guest, in the seat or in the queue. Returns what it gets.
  std::string answer(std::string_view sent, bool in_the_seat) {
    if (in_the_seat) talk.begin();
    support::put(far, sent);
    std::string heard;
    support::run_until(loop, clock, [&] {
      heard += support::get(far);
      return support::at_end(far);
    });
    CHECK(console.screen.empty());
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

TEST_CASE("another protocol is closed, in the seat and in the queue") {
  struct Row {
    std::string sent;
    std::string protocol;
  };
  for (const auto& row :
       {Row{"POST / HTTP/1.1\r\nHost: chat\r\n\r\nEve > spam\n", "HTTP"},
        Row{"\r\n\r\nGET / HTTP/1.0\r\n\r\n", "HTTP"}, Row{"SSH-2.0-Go\r\n", "SSH"},
        Row{"\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03"s, "TLS"}}) {
    for (const bool in_the_seat : {true, false}) {
      CAPTURE(row.protocol);
      Fixture duo;
      CHECK(duo.answer(row.sent, in_the_seat) ==
            "! This is a chat server for lines of plain text, and that was " + row.protocol + "\n");
      CHECK(duo.owner.rejected == "peer:1 " + row.protocol);
    }
  }
}

TEST_CASE("an overlong first line is closed, in the seat and in the queue") {
  for (const bool in_the_seat : {true, false}) {
    Fixture duo;
    CHECK(duo.answer("POST /" + std::string(101, 'a') + " HTTP/1.1\r\n\r\nEve > spam\n",
                     in_the_seat) ==
          "! This is a chat server for lines of plain text, and the first one was longer than 100 "
          "bytes\n");
  }
}

TEST_CASE_FIXTURE(Fixture, "later lines may have any text") {
  talk.begin();
  support::put(far, "Bob > hola\nGET / HTTP/1.1\nBob > PING\nPING\n");
  support::run_until(loop, [&] { return console.screen.size() == 4; });
  CHECK(console.screen.back() == "peer:1 > PING");
  CHECK(owner.rejected.empty());
}

}  // namespace
}  // namespace tertulia::duo::duo_foreign_first_line_test
