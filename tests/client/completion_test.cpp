#include "client/completion.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/lines.h"

namespace tertulia::client::completion_test {
namespace {

namespace json = wire::json;
using support::Lines;

/// Bob is in the lobby and in #games, with Ann, Anton and Zoë.
struct Fixture {
  Fixture() {
    json::Welcome welcome;
    welcome.name = "Bob";
    welcome.max_line = 100;
    welcome.rooms = {{"lobby", {}, 3, {"Ann", "Bob", "Zoë"}}, {"games", {}, 2, {"Anton", "Bob"}}};
    session.welcome(welcome);
  }
  Lines at_end(std::string_view line) const { return complete(session, line, line.size()); }

  Session session{Requests::Unstored::forget};
};

TEST_CASE_FIXTURE(Fixture, "at the beginning of a line a name is addressed, elsewhere mentioned") {
  CHECK(at_end("An") == Lines{"Ann: ", "Anton: "});
  CHECK(at_end("thanks An") == Lines{"Ann ", "Anton "});
  CHECK(at_end("ann") == Lines{"Ann: "});
  CHECK(at_end("zo") == Lines{"Zoë: "});
  CHECK(at_end("xy").empty());
}

TEST_CASE_FIXTURE(Fixture, "the user's own name is not completed") {
  CHECK(at_end("Bo").empty());
  CHECK(at_end("") == Lines{"Ann: ", "Anton: ", "Zoë: "});
}

TEST_CASE_FIXTURE(Fixture, "only the word before the cursor counts") {
  CHECK(complete(session, "An and more", 2) == Lines{"Ann: ", "Anton: "});
  CHECK(complete(session, "hello An more", 8) == Lines{"Ann ", "Anton "});
  CHECK(complete(session, "/to Chess", 3) == Lines{"/topic "});
}

TEST_CASE_FIXTURE(Fixture,
                  "commands of the server and of the client are completed, but no aliases") {
  CHECK(at_end("/to") == Lines{"/topic "});
  CHECK(at_end("/TO") == Lines{"/topic "});
  CHECK(at_end("/ig") == Lines{"/ignore "});
  CHECK(at_end("/unig") == Lines{"/unignore "});
  const auto all = at_end("/");
  CHECK(std::ranges::is_sorted(all));
  CHECK(std::ranges::find(all, "/set ") != all.end());
  CHECK(std::ranges::find(all, "/join ") != all.end());
  CHECK(std::ranges::adjacent_find(all) == all.end());
  CHECK(std::ranges::find(all, "/ban ") == all.end());  // few may use it
  CHECK(at_end("/ban") == Lines{"/ban ", "/bans "});
}

TEST_CASE_FIXTURE(Fixture, "a command is completed only at the beginning of the line") {
  CHECK(at_end("see /to").empty());
  CHECK(at_end(" /to").empty());
}

TEST_CASE_FIXTURE(Fixture, "behind a command comes what it takes") {
  CHECK(at_end("/msg An") == Lines{"Ann ", "Anton "});
  CHECK(at_end("/kick  Zo") == Lines{"Zoë "});
  CHECK(at_end("/join g") == Lines{"games "});
  CHECK(at_end("/join #g") == Lines{"#games "});
  CHECK(at_end("/private o") == Lines{"off ", "on "});
  CHECK(at_end("/private on ") == Lines{"Ann ", "Anton ", "Zoë "});
  CHECK(at_end("/ignore An") == Lines{"Ann ", "Anton "});
  CHECK(at_end("/unignore An") == Lines{"Ann ", "Anton "});
  CHECK(at_end("/set be") == Lines{"bell "});
}

TEST_CASE_FIXTURE(Fixture, "only settings that can change while the client runs are completed") {
  CHECK(at_end("/set ser").empty());
  CHECK(at_end("/set time") == Lines{"timestamps "});
}

TEST_CASE_FIXTURE(Fixture, "a command's own words are completed") {
  CHECK(at_end("/key re") == Lines{"remove "});
  CHECK(at_end("/private o") == Lines{"off ", "on "});
  CHECK_FALSE(at_end("/ban ").empty());  // names
  CHECK(at_end("/ban add").empty());
}

TEST_CASE_FIXTURE(Fixture, "behind a setting comes its value") {
  CHECK(at_end("/set timestamps ") == Lines{"off ", "on "});
  CHECK(at_end("/set color a") == Lines{"always ", "auto "});
  CHECK(at_end("/set paste-guard ").empty());
  CHECK(at_end("/set unknown ").empty());
}

TEST_CASE_FIXTURE(Fixture, "a name may stand behind @") {
  CHECK(at_end("thanks @An") == Lines{"@Ann ", "@Anton "});
  CHECK(at_end("@zo") == Lines{"@Zoë: "});
}

TEST_CASE_FIXTURE(Fixture, "text of a command may mention users and rooms") {
  CHECK(at_end("/msg Ann ask An") == Lines{"Ann ", "Anton "});
  CHECK(at_end("/search #g") == Lines{"#games "});
}

TEST_CASE_FIXTURE(Fixture, "an unknown command takes names") {
  CHECK(at_end("/unknown An") == Lines{"Ann ", "Anton "});
}

TEST_CASE("without a session there are only commands") {
  const Session session(Requests::Unstored::forget);
  CHECK(complete(session, "An", 2).empty());
  CHECK(complete(session, "/to", 3) == Lines{"/topic "});
}

}  // namespace
}  // namespace tertulia::client::completion_test
