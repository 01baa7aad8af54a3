#include "tertulia/server/room_channel.h"

#include <array>
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/wire/plain.h"

#include "support/members.h"

namespace tertulia::server::room_channel_test {
namespace {

using wire::View;

/// Another rendering, which counts how often it is asked.
class Loud final : public wire::Dialect {
 public:
  std::string_view name() const override { return "loud"; }
  std::unique_ptr<wire::Decoder> make_decoder(std::size_t max_line) const override {
    return wire::plain::dialect().make_decoder(max_line);
  }
  void render(const chat::Event& /*event*/, const wire::Audience& audience,
              std::string& out) const override {
    ++rendered;
    out += audience.view == View::current ? "HEY\n" : "HO\n";
  }
  void render_error(const wire::DecodeError& /*error*/, std::size_t /*max_line*/,
                    const wire::RequestInfo& /*request*/, std::string& /*out*/) const override {}
  bool is_same_in_every_view() const override { return same; }
  bool keeps_members() const override { return false; }
  bool can_resume() const override { return false; }
  mutable int rendered = 0;
  bool same = false;
};

const chat::Event kHello = chat::Message{.room = {chat::RoomId{7}, "games"},
                                         .id = {},
                                         .time = {},
                                         .author = {},
                                         .from = "Ann",
                                         .text = "hi",
                                         .style = chat::MessageStyle::said};

/// One member speaks plain, two the other dialect.
struct Fixture : support::ChannelLoop {
  Fixture() {
    channel.subscribe(one.place, wire::plain::dialect(), View::current);
    channel.subscribe(two.place, loud, View::current);
    channel.subscribe(three.place, loud, View::current);
  }

  int notices = 0;
  ReplayPool pool{loop.send_budget()};
  RoomChannel channel{loop, statistics, pool, chat::EntryId{}, [this] { ++notices; }};
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

TEST_CASE_FIXTURE(Fixture, "a member may see the room as its current one, or as another one") {
  channel.to_all(kHello);
  channel.subscribe(one.place, wire::plain::dialect(), View::other);
  channel.subscribe(two.place, loud, View::other);
  channel.to_all(kHello);
  channel.subscribe(one.place, wire::plain::dialect(), View::other);
  channel.subscribe(one.place, wire::plain::dialect(), View::current);
  channel.to_all(kHello);
  support::run_passes(loop);
  CHECK(one.heard() == "(Ann) hi\n#games (Ann) hi\n(Ann) hi\n");
  CHECK(two.heard() == "HEY\nHO\nHO\n");
  CHECK(three.heard() == "HEY\nHEY\nHEY\n");
}

TEST_CASE_FIXTURE(Fixture, "a dialect that shows all rooms alike renders once for all views") {
  loud.same = true;
  channel.subscribe(two.place, loud, View::other);
  channel.to_all(kHello);
  support::run_passes(loop);
  CHECK(two.heard() == "HEY\n");
  CHECK(three.heard() == "HEY\n");
  CHECK(loud.rendered == 1);
}

TEST_CASE_FIXTURE(Fixture, "a rendering without subscribers is given back") {
  CHECK(channel.renderings() == 2);
  channel.to_all(kHello);
  channel.unsubscribe(two.place);
  CHECK(channel.has(three.place));
  CHECK_FALSE(channel.has(two.place));
  channel.unsubscribe(three.place);
  CHECK(channel.renderings() == 1);
  loud.rendered = 0;
  channel.to_all(kHello);
  CHECK(loud.rendered == 0);
  support::run_passes(loop);
  CHECK(one.heard() == "(Ann) hi\n(Ann) hi\n");
  CHECK(two.heard() == "HEY\n");
}

TEST_CASE_FIXTURE(Fixture, "the rendering of a member whose connection is gone is given back") {
  {
    support::Member four(loop, deadlines);
    channel.subscribe(four.place, loud, View::other);
    channel.to_all(kHello);
    CHECK(channel.renderings() == 3);
  }
  channel.to_all(kHello);
  CHECK(channel.renderings() == 2);
  support::run_passes(loop);
  CHECK(two.heard() == "HEY\nHEY\n");
}

TEST_CASE_FIXTURE(Fixture, "a channel remembers messages as long as somebody wants them") {
  pool.set_buffer_limit(1'000);
  loud.same = true;
  channel.to_all(kHello);
  auto replay = channel.remember(loud);
  CHECK(channel.remember(loud) == replay);
  channel.unsubscribe(two.place);
  channel.unsubscribe(three.place);
  auto next = std::get<chat::Message>(kHello);
  next.id = chat::EntryId{8};
  channel.to_all(next);
  channel.to_all(chat::Joined{{}, {"Bob"}});
  REQUIRE(replay->lines().size() == 1);
  CHECK(replay->lines().front().text == "HEY\n");
  CHECK(pool.used() > 0);
  replay.reset();
  CHECK(pool.used() == 0);
  next.id = chat::EntryId{9};
  channel.to_all(next);
  CHECK(channel.renderings() == 1);
  CHECK(channel.remember(loud)->edge() == chat::EntryId{9});
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

TEST_CASE_FIXTURE(Fixture, "the author of a line gets what its other rooms have sent before") {
  Broadcast other(loop, statistics);
  one.place.subscribe(other);
  other.to_all("before\n");
  channel.catch_up_author(one.place);
  CHECK(one.heard() == "before\n");
  channel.to_all(kHello);
  channel.catch_up_author(one.place);
  CHECK(one.heard().empty());
  one.place.unsubscribe(other);
}

TEST_CASE_FIXTURE(Fixture, "notices are due after an interval that grows with the room") {
  const auto interval = RoomChannel::kNoticeInterval + base::Duration{100};
  channel.schedule_notices(1'000);
  clock.advance(interval - base::Duration{1});
  support::run_passes(loop);
  CHECK(notices == 0);
  clock.advance(base::Duration{1});
  support::run_passes(loop);
  CHECK(notices == 1);
  channel.schedule_notices(0);
  channel.stop_notices();
  clock.advance(interval);
  support::run_passes(loop);
  CHECK(notices == 1);
}

}  // namespace
}  // namespace tertulia::server::room_channel_test
