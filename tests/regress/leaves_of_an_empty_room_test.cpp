// Bob left within the notice interval after another notice, so his leave was pending. Then all
// other members left. The next client joined an empty room and got "Bob has left".
#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/logs.h"
#include "support/recording_delivery.h"

namespace tertulia::chat::leaves_of_an_empty_room_test {
namespace {

TEST_CASE("a client that joins an empty room gets no notice of earlier leaves") {
  constexpr MemberId kAnn{1};
  constexpr MemberId kBob{2};
  constexpr MemberId kCid{3};
  support::RecordingDelivery delivery;
  support::ScriptedLog log;
  GuestAccounts accounts;
  Hub hub(delivery, log, accounts);
  hub.execute(kAnn, Rename{"Ann"});
  hub.execute(kBob, Rename{"Bob"});
  hub.remove(kBob);
  hub.remove(kAnn);
  hub.execute(kCid, Rename{"Cid"});
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kCid) == support::Lines{"welcome Cid"});
}

}  // namespace
}  // namespace tertulia::chat::leaves_of_an_empty_room_test
