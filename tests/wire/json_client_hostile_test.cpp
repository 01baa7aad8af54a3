// Lines of a server that is wrong, newer, or hostile.
#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/json_client.h"

namespace tertulia::wire::json::json_client_hostile_test {
namespace {

ServerEvent read(std::string_view line) { return parse_server_line(line).event; }

/// The field for which the line cannot be read: `-` for the whole line, `ok` if it can be read.
std::string wrong(std::string_view line) {
  const auto event = read(line);
  const auto* malformed = std::get_if<Malformed>(&event);
  if (malformed == nullptr) return "ok";
  return malformed->field.empty() ? "-" : malformed->field;
}

struct Row {
  std::string_view line;
  std::string_view wrong;
};

TEST_CASE("a wrong line is a value") {
  for (const auto& row : {
           Row{R"({"type":"pong"})", "ok"},
           Row{R"({"type":"pong"}})", "-"},
           Row{R"({"type":"pong")", "-"},
           Row{R"({)", "-"},
           Row{R"({"type":"pong"} {"type":"pong"})", "-"},
           Row{R"({})", "type"},
           Row{R"({"type":7})", "type"},
           Row{R"({"type":["pong"]})", "type"},
           Row{R"({"type":"stored"})", "cid"},
           Row{R"({"type":"stored","cid":"7"})", "cid"},
           Row{R"({"type":"stored","cid":-7})", "cid"},
           Row{R"({"type":"stored","cid":7.5})", "cid"},
           Row{R"({"type":"stored","cid":1e999})", "-"},
           Row{R"({"type":"stored","cid":9007199254740991})", "ok"},
           Row{R"({"type":"stored","cid":9007199254740992})", "cid"},
           Row{R"({"type":"stored","cid":99999999999999999999})", "cid"},
           Row{R"({"type":"stored","cid":null})", "cid"},
           Row{R"({"type":"joined","room":"lobby","names":"Ann"})", "names"},
           Row{R"({"type":"joined","room":"lobby","names":{"0":"Ann"}})", "names"},
           Row{R"({"type":"joined","room":"lobby","names":["Ann",7]})", "names"},
           Row{R"({"type":"joined","room":"lobby","names":[["Ann"]]})", "names"},
           Row{R"({"type":"joined","room":"lobby","names":[]})", "ok"},
           Row{R"({"type":"left","room":"lobby","names":["Ann"]})", "reason"},
           Row{R"({"type":"left","room":"lobby","names":["Ann"],"reason":"new"})", "ok"},
           Row{R"({"type":"left","room":"lobby","names":["Ann"],"reason":"left","current":1})",
               "current"},
           Row{R"({"type":"history","room":"lobby","messages":[7],"more":false})", "messages"},
           Row{R"({"type":"history","room":"lobby","messages":[{"id":7}],"more":false})", "time"},
           Row{R"({"type":"history","room":"lobby","messages":[],"more":"no"})", "more"},
           Row{R"({"type":"private","id":1,"time":"now","from":"a","to":"b","text":""})", "time"},
           Row{R"({"type":"welcome","name":"Bob","max_line":1,"id":1,"rooms":[[]]})", "rooms"},
           Row{R"({"type":"welcome","name":"Bob","max_line":1,"id":1})", "rooms"},
           Row{R"({"type":"welcome","name":"Bob","max_line":1,"id":1,"refused":[1,"2"]})",
               "refused"},
           Row{"{\"type\":\"pong\",\"x\":\"\xFF\"}", "-"},
           Row{R"({"type":"pong","x":"\ud800"})", "-"},
           Row{std::string_view("{\"type\":\"pong\"}\0", 16), "-"},
       }) {
    CAPTURE(row.line);
    CHECK(wrong(row.line) == row.wrong);
  }
}

TEST_CASE("a client reads on what it does not know") {
  CHECK(std::get<Unknown>(read(R"({"type":"wave","from":7})")).type == "wave");
  CHECK(std::get<Unknown>(read("")).type.empty());
  CHECK(std::get<Stored>(read(R"({"new":[{"a":null}],"cid":7,"type":"stored","cid":8})")).cid == 7);
  CHECK(parse_server_line(R"({"type":"pong","tag":7})").tag.empty());
  CHECK(wrong(R"({"type":"pong","tag":7})") == "ok");
  CHECK(std::get<Closing>(read(R"({"type":"closing","reason":"new"})")).reason ==
        Closing::Reason::other);
}

TEST_CASE("a server may begin in the plain dialect") {
  CHECK(std::get<PlainLine>(read("Username?\r")).text == "Username?");
  CHECK(std::get<PlainLine>(read("! The server is full")).text == "! The server is full");
  CHECK(std::get<PlainLine>(read("\x1B[2J\xFF")).text == "\u241B[2J\uFFFD");
  CHECK(std::get<PlainLine>(read(std::string(1'000'000, 'x'))).text.size() == kMaxLine);
}

TEST_CASE("no text of a line can become two lines, or reach a terminal") {
  const auto event = read(
      R"({"type":"message","id":1,"time":"2026-01-01T00:00:00Z","room":"a\r\nb","from":"\u001b[2J",)"
      R"("text":"hi\n(Ann) forged\u0000\u2028\u202e\u0085","origin":"\n"})");
  const auto& message = std::get<Message>(event);
  CHECK(message.room == "a\u240D\u240Ab");
  CHECK(message.from == "\u241B[2J");
  CHECK(message.text == "hi\u240A(Ann) forged\u2400\uFFFD\uFFFD\uFFFD");
  CHECK(message.origin == "\u240A");
  CHECK(std::get<Unknown>(read(R"({"type":"\n"})")).type == "\u240A");
  CHECK(parse_server_line(R"({"type":"pong","tag":"\n"})").tag == "\u240A");
}

/// So many arrays, one in the other.
std::string nested(std::size_t depth) {
  return R"({"type":"pong","x":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
}

TEST_CASE("a line is bounded in its depth and its values") {
  CHECK(wrong(nested(kMaxDepth - 1)) == "ok");
  CHECK(wrong(nested(kMaxDepth)) == "-");
  CHECK(wrong(nested(kMaxServerLine / 3)) == "-");
  const auto values = [](std::size_t count) {
    std::string line = R"({"type":"pong","x":[1)";
    for (std::size_t i = 1; i < count; ++i) line += ",1";
    return line + "]}";
  };
  CHECK(wrong(values(kMaxValues - 3)) == "ok");
  CHECK(wrong(values(kMaxValues - 2)) == "-");
  CHECK(wrong(R"({"type":"pong","x":")" + std::string(kMaxServerLine, 'x') + "\"}") == "-");
}

TEST_CASE("a name is bounded, and a text is not") {
  const auto notice = [](std::string_view room, std::string_view text) {
    return R"({"type":"notice","room":")" + std::string(room) + R"(","text":")" +
           std::string(text) + "\"}";
  };
  CHECK(wrong(notice(std::string(kMaxShortText, 'x'), std::string(kMaxLine, 'x'))) == "ok");
  CHECK(wrong(notice(std::string(kMaxShortText + 1, 'x'), "")) == "room");
  CHECK(wrong(R"({"type":"joined","room":"lobby","names":[")" +
              std::string(kMaxShortText + 1, 'x') + "\"]}") == "names");
}

TEST_CASE("the longest line of a server can be read") {
  const std::string text(1024 * 1024, '\n');
  std::string line;
  dialect().render(chat::Message{{}, {}, base::ManualClock::kWallStart, {}, "Bob", text, {}, {}},
                   {}, line);
  CHECK(line.size() <= kMaxServerLine);
  line.pop_back();
  CHECK(std::get<Message>(read(line)).text == base::safe(text));
}

}  // namespace
}  // namespace tertulia::wire::json::json_client_hostile_test
