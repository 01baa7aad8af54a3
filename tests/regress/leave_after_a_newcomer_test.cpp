// Cid came while notices were held back, and could see Bob in the list; then Bob left, within the
// same moment. Both were told together, and Cid, as a newcomer, was spared Bob's leave: Cid never
// learnt that Bob had gone.
#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/recording_delivery.h"

namespace tertulia::chat {
namespace {

TEST_CASE("a newcomer hears of those who leave after it came") {
  constexpr MemberId kAnn{1};
  constexpr MemberId kBob{2};
  constexpr MemberId kCid{3};
  support::RecordingDelivery delivery;
  Hub hub(delivery);
  hub.execute(kAnn, Rename{"Ann"});
  hub.execute(kBob, Rename{"Bob"});
  hub.execute(kCid, Rename{"Cid"});
  hub.execute(kCid, AskWho{});
  hub.remove(kBob);
  hub.announce();
  const auto heard = delivery.take(kCid);
  REQUIRE(heard.size() >= 2);
  CHECK(heard[1] == "here Ann,Bob,Cid");
  CHECK(heard.back() == "left Bob");
}

}  // namespace
}  // namespace tertulia::chat
