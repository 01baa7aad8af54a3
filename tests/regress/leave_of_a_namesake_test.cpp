// A program lost its connection, and came back under the same name within a notice interval. Then
// someone else left. The notice of both leaves went to the program, too: it read that it had left,
// and believed that it was in no room any more.
#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/recorded_hub.h"

namespace tertulia::chat::leave_of_a_namesake_test {
namespace {

using support::Lines;

constexpr MemberId kAnn{1};
constexpr MemberId kBob{2};
constexpr MemberId kCid{3};
constexpr MemberId kSecondBob{4};
constexpr MemberId kDan{5};
constexpr MemberId kThirdBob{6};

struct Fixture : support::RecordedHub {
  Fixture() {
    hub.execute(kAnn, Rename{"Ann"});
    hub.execute(kBob, Rename{"Bob"});
    hub.execute(kCid, Rename{"Cid"});
    hub.send_pending_notices(kLobby);
  }
};

TEST_CASE_FIXTURE(Fixture, "nobody reads that a former owner of their name has left") {
  hub.remove(kBob);
  hub.execute(kSecondBob, Rename{"Bob"});
  hub.remove(kCid);
  delivery.forget();
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"left Bob,Cid", "joined Bob"});
  CHECK(delivery.take(kSecondBob) == Lines{"left Cid"});
}

TEST_CASE_FIXTURE(Fixture, "nor if only those have left who had the name") {
  hub.remove(kBob);
  hub.execute(kSecondBob, Rename{"Bob"});
  hub.execute(kDan, Rename{"Dan"});
  delivery.forget();
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kSecondBob) == Lines{"joined Dan"});
}

TEST_CASE_FIXTURE(Fixture, "nor if the former owner was in a list only") {
  delivery.keepers = {kAnn, kThirdBob};
  hub.remove(kBob);
  hub.execute(kSecondBob, Rename{"Bob"});
  hub.execute(kAnn, AskWho{});
  hub.remove(kSecondBob);
  hub.execute(kDan, Rename{"Dan"});
  hub.execute(kThirdBob, Rename{"Bob"});
  delivery.forget();
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"left Bob", "left Bob", "joined Dan,Bob"});
  CHECK(delivery.take(kThirdBob) == Lines{"joined Dan,Bob"});  // one notice for all with lists
}

}  // namespace
}  // namespace tertulia::chat::leave_of_a_namesake_test
