#include "wire/json_notices.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/wire/json.h"
#include "tertulia/wire/plain.h"

namespace tertulia::wire::json::json_notices_test {
namespace {

std::string notices(const chat::Event& event, const RequestInfo& request = {}) {
  std::string out;
  append_notices(out, event, request);
  return out;
}

std::string motd(const std::vector<std::string>& lines) {
  return notices(chat::MessageOfTheDay{lines});
}

TEST_CASE("each line for people is a notice") {
  CHECK(motd({}).empty());
  CHECK(motd({"Welcome", "", "-- Rules"}) ==
        "{\"type\":\"notice\",\"text\":\"Welcome\"}\n"
        "{\"type\":\"notice\",\"text\":\"\"}\n"
        "{\"type\":\"notice\",\"text\":\"-- Rules\"}\n");
}

TEST_CASE("a notice has the words of the plain dialect") {
  const chat::TopicShown shown{{chat::RoomId{7}, "games"}, "Chess"};
  std::string plain;
  plain::dialect().render(shown, {}, plain);
  REQUIRE(plain.starts_with("-- "));
  plain.pop_back();
  CHECK(notices(shown, {"a", 7}) ==
        R"({"type":"notice","room":"games","text":")" + plain.substr(3) + "\",\"tag\":\"a\"}\n");
}

TEST_CASE("the help is one notice for each line") {
  const chat::HelpText help{chat::command_table(), {}};
  std::string plain;
  plain::dialect().render(help, {}, plain);
  const auto json = notices(help);
  CHECK(std::ranges::count(json, '\n') == std::ranges::count(plain, '\n'));
  CHECK(json.starts_with(R"({"type":"notice","text":"/who )"));
}

TEST_CASE("a long notice is split between characters") {
  std::string text = "a";
  for (int i = 0; i < 50'000; ++i) text += "é";
  const auto json = motd({text});
  CHECK(std::ranges::count(json, '\n') == 4);
  std::string joined;
  for (std::string_view rest = json; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n') + 1);
    rest.remove_prefix(line.size());
    CHECK(line.size() <= kMaxLine);
    const std::string_view begin = R"({"type":"notice","text":")";
    REQUIRE(line.starts_with(begin));
    joined += line.substr(begin.size(), line.size() - begin.size() - 3);
  }
  CHECK(joined == text);
  const std::string quotes(40'000, '"');
  CHECK(std::ranges::count(motd({quotes}), '\n') == 2);
}

}  // namespace
}  // namespace tertulia::wire::json::json_notices_test
