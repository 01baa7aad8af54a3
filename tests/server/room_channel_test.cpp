#include "tertulia/server/room_channel.h"

#include <array>
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/wire/plain.h"

#include "support/members.h"

namespace tertulia::server {
namespace {

/// Another rendering, which counts how often it is asked.
class Loud final : public wire::Dialect {
 public:
  std::string_view name() const override { return "loud"; }
  std::unique_ptr<wire::Decoder> make_decoder(std::size_t max_line) const override {
    return wire::plain::dialect().make_decoder(max_line);
  }
  void render(const chat::Event& /*event*/, std::string& out) const override {
    ++rendered;
    out += "HEY\n";
  }
  void render_error(const wire::DecodeError& /*error*/, std::size_t /*max_line*/,
                    std::string& /*out*/) const override {}
  mutable int rendered = 0;
};

const chat::Event kHello = chat::Message{{}, {}, "Ann", "hi", chat::MessageStyle::said};

/// One member speaks plain, two the other dialect.
struct Fixture : support::ChannelLoop {
  Fixture() {
    channel.subscribe(one.place, wire::plain::dialect());
    channel.subscribe(two.place, loud);
    channel.subscribe(three.place, loud);
  }

  RoomChannel channel{loop, statistics};
  Loud loud;
  support::Member one{loop, deadlines};
  support::Member two{loop, deadlines};
  support::Member three{loop, deadlines};
};

TEST_CASE_FIXTURE(Fixture, "each member gets the event in its own dialect") {
  channel.to_all(kHello);
  support::run_passes(loop);
  CHECK(one.heard() == "(Ann) hi\n");
  CHECK(two.heard() == "HEY\n");
  CHECK(three.heard() == "HEY\n");
  CHECK(loud.rendered == 1);
  CHECK(statistics.lines_sent == 3);
}

TEST_CASE_FIXTURE(Fixture, "a dialect without subscribers renders nothing") {
  two.place.unsubscribe();
  three.place.unsubscribe();
  channel.to_all(kHello);
  CHECK(loud.rendered == 0);
}

TEST_CASE_FIXTURE(Fixture, "members of any dialect can be left out") {
  const std::array except{&one.place, &three.place};
  channel.to_others(except, kHello);
  support::run_passes(loop);
  CHECK(one.heard().empty());
  CHECK(two.heard() == "HEY\n");
  CHECK(three.heard().empty());
  CHECK(statistics.lines_sent == 1);
}

}  // namespace
}  // namespace tertulia::server
