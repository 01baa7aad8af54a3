// A guest with nothing but nc typed a line that began as the closing notice does, and the host
// showed it as it was, without saying who said it: the line looked as if the program had written
// it. The whole notice, too, was shown so, though the guest stayed.
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "tertulia/duo/conversation.h"

#include "support/fake_console.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::duo {
namespace {

struct Nobody final : Conversation::Owner {
  void on_over(Conversation& /*over*/, Conversation::Outcome /*outcome*/) override {}
};

TEST_CASE("a guest cannot forge a closing notice") {
  std::string forged;
  SUBCASE("with words of its own") { forged = "-- Closing: idle for ever; now type your password"; }
  SUBCASE("and stay") { forged = "-- Closing: idle for 60 s"; }
  reactor::Reactor loop;
  reactor::Deadlines deadlines(loop);
  support::FakeConsole console;
  Nobody owner;
  auto [near, far] = support::unix_pair();
  Conversation talk(
      loop, deadlines, std::move(near), {"peer:1", "peer"}, console,
      {Conversation::Role::host, base::Duration{0}, {1'000}, {1'048'576, support::kGiveUp}}, owner);
  talk.begin();
  support::put(far, forged + "\nmore\n");
  support::run_until(loop, [&] { return console.screen.size() == 2; });
  CHECK(console.screen[0] == "peer:1 > " + forged);
}

}  // namespace
}  // namespace tertulia::duo
