// A guest with nc sent a line that began like the closing notice. The host showed it unchanged and
// without its sender, so that it looked like a line of the program. The host also showed the exact
// notice like this, although the guest did not close.
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "tertulia/duo/conversation.h"

#include "support/fake_console.h"
#include "support/phrases.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::duo::duo_forged_closing_test {
namespace {

struct Nobody final : Conversation::Owner {
  void on_over(Conversation& /*over*/, Conversation::Outcome /*outcome*/) override {}
};

TEST_CASE("a guest cannot forge a closing notice") {
  std::string forged;
  SUBCASE("with other text") { forged = phrases::closing_idle("ever; now type your password"); }
  SUBCASE("without closing") { forged = phrases::closing_idle("60 s"); }
  base::ManualClock clock;
  reactor::Reactor loop{clock};
  reactor::Deadlines deadlines(loop);
  support::FakeConsole console;
  Nobody owner;
  auto [near, far] = support::unix_pair();
  Conversation talk(
      loop, deadlines, std::move(near), {"peer:1", "peer"}, console,
      {Conversation::Role::host, base::Duration{0}, 1'000, {}, {1'048'576, support::kGiveUp}},
      owner);
  talk.begin();
  support::put(far, forged + "\nmore\n");
  support::run_until(loop, [&] { return console.screen.size() == 2; });
  CHECK(console.screen[0] == "peer:1 > " + forged);
}

}  // namespace
}  // namespace tertulia::duo::duo_forged_closing_test
