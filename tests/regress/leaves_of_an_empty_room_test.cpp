// Bob left within the moment after another notice, so that his leave was held back; then everyone
// else left too. The next one to come, into an empty room, was told "Bob has left".
#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/recording_delivery.h"

namespace tertulia::chat {
namespace {

TEST_CASE("who comes into an empty room hears of nobody who left it") {
  constexpr MemberId kAnn{1};
  constexpr MemberId kBob{2};
  constexpr MemberId kCid{3};
  support::RecordingDelivery delivery;
  Hub hub(delivery);
  hub.execute(kAnn, Rename{"Ann"});
  hub.execute(kBob, Rename{"Bob"});
  hub.remove(kBob);
  hub.remove(kAnn);
  hub.execute(kCid, Rename{"Cid"});
  hub.announce();
  CHECK(delivery.take(kCid) == support::Lines{"welcome Cid"});
}

}  // namespace
}  // namespace tertulia::chat
