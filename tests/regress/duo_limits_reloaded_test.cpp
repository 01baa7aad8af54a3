// The configuration was reloaded during a duo conversation. The new idle timeout was 0, which means
// never, but the old deadline stayed and closed the conversation: "idle for 0 s". After a reload
// with another maximum for a line, the error still had the old maximum.
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "tertulia/duo/conversation.h"

#include "support/fake_console.h"
#include "support/phrases.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::duo::duo_limits_reloaded_test {
namespace {

constexpr reactor::Stream::Limits kStream{1'048'576, support::kGiveUp};

struct Nobody final : Conversation::Owner {
  void on_over(Conversation& /*over*/, Conversation::Outcome /*outcome*/) override {}
};

struct Fixture {
  Fixture() { talk.begin(); }
  base::ManualClock clock;
  reactor::Reactor loop{clock};
  reactor::Deadlines deadlines{loop};
  support::FakeConsole console;
  Nobody owner;
  std::pair<reactor::Socket, reactor::Socket> sockets = support::unix_pair();
  const reactor::Socket& far = sockets.second;
  Conversation talk{loop,
                    deadlines,
                    std::move(sockets.first),
                    {"peer:1", "peer"},
                    console,
                    {Conversation::Role::host, base::Duration{30}, 1'000, {}, kStream},
                    owner};
};

TEST_CASE_FIXTURE(Fixture, "a new idle timeout of 0 means never") {
  talk.set_limits({Conversation::Role::host, base::Duration{0}, 1'000, {}, kStream});
  support::pass_time(loop, clock, base::Duration{80});
  CHECK(talk.talking());
  CHECK(support::get(far).empty());
}

TEST_CASE_FIXTURE(Fixture, "the error has the maximum in force") {
  talk.set_limits({Conversation::Role::host, base::Duration{0}, 100, {}, kStream});
  support::put(far, "hola\n" + std::string(101, 'x') + "\n");
  std::string heard;
  support::run_until(loop, [&] { return (heard += support::get(far)).ends_with('\n'); });
  CHECK(heard == phrases::line_too_long(100) + "\n");
}

}  // namespace
}  // namespace tertulia::duo::duo_limits_reloaded_test
