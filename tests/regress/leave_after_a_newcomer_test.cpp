// Cid joined during a notice interval, and could see Bob in the list. Then Bob left within the same
// interval. Both were announced together, and Cid, as a new member, got no notice of Bob's leave.
#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/logs.h"
#include "support/recording_delivery.h"

namespace tertulia::chat::leave_after_a_newcomer_test {
namespace {

TEST_CASE("a new member gets the leaves after its join") {
  constexpr MemberId kAnn{1};
  constexpr MemberId kBob{2};
  constexpr MemberId kCid{3};
  support::RecordingDelivery delivery;
  support::ScriptedLog log;
  GuestAccounts accounts;
  Hub hub(delivery, log, accounts);
  hub.execute(kAnn, Rename{"Ann"});
  hub.execute(kBob, Rename{"Bob"});
  hub.execute(kCid, Rename{"Cid"});
  hub.execute(kCid, AskWho{});
  hub.remove(kBob);
  hub.send_pending_notices(kLobby);
  const auto heard = delivery.take(kCid);
  REQUIRE(heard.size() >= 2);
  CHECK(heard[1] == "here Ann,Bob,Cid");
  CHECK(heard.back() == "left Bob");
}

}  // namespace
}  // namespace tertulia::chat::leave_after_a_newcomer_test
