#include "client/transcript.h"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "client/twins.h"
#include "support/lines.h"
#include "support/time_zone.h"

namespace tertulia::client::transcript_test {
namespace {

using namespace std::chrono_literals;
namespace json = wire::json;
using support::Lines;
using Kind = Shown::Kind;

constexpr auto kNow = base::ManualClock::kWallStart + 12h;

Place bob() {
  Place place;
  place.follow(
      json::parse_server_line(
          R"({"type":"welcome","name":"Bob","origin":"k3","max_line":4096,"id":1,"rooms":[)"
          R"({"room":"lobby","count":1,"members":["Bob"]}]})")
          .event);
  return place;
}

std::vector<Shown> shown(std::string_view line, const Place& place = bob()) {
  auto all = show(json::parse_server_line(line).event, place, kNow);
  for (const auto& one : all) twins::check_line(one);
  return all;
}

Lines lines(std::string_view line, const Place& place = bob()) {
  Lines texts;
  for (const auto& one : shown(line, place)) texts.push_back(one.text);
  return texts;
}

Shown only(std::string_view line) {
  const auto all = shown(line);
  REQUIRE(all.size() == 1);
  return all.front();
}

/// A message from Ann with these fields besides.
std::string message(std::string_view fields) {
  return R"({"type":"message","id":2,"time":"2026-01-01T09:05:00Z","from":"Ann",)" +
         std::string(fields) + "}";
}

TEST_CASE("a line says whose it is, and where that stands") {
  const auto said = only(message(R"("room":"lobby","text":"Hello","origin":"k9")"));
  CHECK(said.text == "(Ann) Hello");
  CHECK(said.kind == Kind::message);
  CHECK(said.author == "Ann");
  CHECK(said.room == "lobby");
  CHECK(!said.own);
  CHECK(said.name == Span{1, 3});
  CHECK(said.body == Span{6, 5});

  const auto acted = only(message(R"("room":"games","text":"waves","action":true,"origin":"k3")"));
  CHECK(acted.text == "#games * Ann waves");
  CHECK(acted.kind == Kind::action);
  CHECK(acted.own);
  CHECK(acted.name == Span{9, 3});
  CHECK(acted.body == Span{13, 5});

  const auto whispered = only(
      R"({"type":"private","id":2,"time":"2026-01-01T09:05:00Z","from":"Bob","to":"Ann","text":"psst"})");
  CHECK(whispered.text == "[Bob -> Ann] psst");
  CHECK(whispered.kind == Kind::private_message);
  CHECK(whispered.own);
  CHECK(whispered.name == Span{1, 3});
  CHECK(whispered.body == Span{13, 4});
}

TEST_CASE("earlier messages have their time and their room") {
  const support::TimeZone zone("UTC0");
  const auto list = [](std::string_view type) {
    return R"({"type":")" + std::string(type) +
           R"(","room":"games","more":true,"messages":[)"
           R"({"id":1,"time":"2025-12-31T23:59:00Z","room":"games","from":"Ann","text":"-- x"},)"
           R"({"id":2,"time":"2026-01-01T09:05:00Z","room":"lobby","from":"Bob","text":"y","action":true}]})";
  };
  const auto history = shown(list("history"));
  REQUIRE(history.size() == 3);
  CHECK(history[0].text == "-- There are earlier messages");
  CHECK(history[0].kind == Kind::notice);
  CHECK(history[1].text == "~ 2025-12-31 23:59 #games (Ann) -- x");
  CHECK(history[1].kind == Kind::earlier);
  CHECK(history[1].author == "Ann");
  CHECK(history[1].room == "games");
  CHECK(history[2].text == "~ 09:05 * Bob y");
  CHECK(history[2].own);
  CHECK(lines(list("results")).back() == "-- There are earlier messages");
  CHECK(lines(R"({"type":"results","messages":[],"more":false})") == Lines{"-- Nothing was found"});
}

TEST_CASE("who enters a room reads its latest messages, and no more") {
  const support::TimeZone zone("UTC0");
  const json::Message said{.id = 1,
                           .time = base::ManualClock::kWallStart,
                           .room = "lobby",
                           .from = "Ann",
                           .text = "hi",
                           .origin = ""};
  const auto recent = show_recent({"lobby", {said}, true}, bob(), kNow);
  REQUIRE(recent.size() == 1);
  CHECK(recent[0].text == "~ 00:00 (Ann) hi");
  CHECK(show_recent({"lobby", {}, false}, bob(), kNow).empty());
}

TEST_CASE("nobody reads of their own join") {
  CHECK(lines(R"({"type":"joined","room":"lobby","names":["Ann","Bob"]})") ==
        Lines{"-- Ann has joined"});
  CHECK(lines(R"({"type":"joined","room":"lobby","names":["Bob"]})").empty());
  CHECK(lines(R"({"type":"left","room":"lobby","names":["Bob"],"reason":"left"})").empty());
  CHECK(lines(R"({"type":"left","room":"games","names":["A","B","C","D"],"reason":"lost"})") ==
        Lines{"#games -- A, B and 2 others have left (connection lost)"});
}

TEST_CASE("the answer to a leave says where the client is then") {
  CHECK(
      lines(R"({"type":"left","room":"tea","names":["Bob"],"reason":"left","current":"lobby"})") ==
      Lines{"-- You have left #tea"});
  CHECK(lines(R"({"type":"left","room":"lobby","names":["Bob"],"reason":"left","current":"games",)"
              R"("topic":"Chess","count":3})") ==
        Lines{"-- You have left #lobby", "-- You are now in #games (3 here)", "-- Topic: Chess"});
}

TEST_CASE("a list is counted by the server") {
  CHECK(lines(R"({"type":"members","room":"games","count":9,"members":["Ann","Cid","Eve"],)"
              R"("operators":["Cid","Zoe"]})") ==
        Lines{"#games -- 9 here: Cid (operator), Zoe (operator), Ann, Eve and 5 others"});
  CHECK(lines(R"({"type":"members","room":"lobby","count":0,"members":["Ann","Bob"]})") ==
        Lines{"-- 2 here: Ann and Bob"});
  CHECK(lines(R"({"type":"members","room":"lobby","count":9007199254740991,"members":[]})") ==
        Lines{"-- 9007199254740991 here:  and 9007199254740991 others"});
}

TEST_CASE("what is for the program shows nothing") {
  for (
      const std::string_view line :
      {R"({"type":"stored","cid":7})", R"({"type":"pong"})", R"({"type":"new"})", "", "Username?",
       R"({"type":"closing","reason":"idle"})",
       R"({"type":"welcome","name":"Bob","max_line":1,"id":1,"resumed":true,"cid":0,"rooms":[]})"}) {
    CAPTURE(line);
    CHECK(lines(line).empty());
  }
}

TEST_CASE("what went wrong is told") {
  CHECK(lines("! The server is full; try again later") ==
        Lines{"! The server is full; try again later"});
  CHECK(lines("{") == Lines{"! The server sent a line that cannot be read"});
  CHECK(only("{").kind == Kind::error);
  CHECK(lines(R"({"type":"gap","room":"games","after":1,"before":9})") ==
        Lines{"#games -- Messages from the time without a connection are missing; /history shows "
              "them"});
  CHECK(lines(R"({"type":"gap","room":"","after":1,"before":9})") ==
        Lines{"-- Private messages from the time without a connection are lost"});
  const auto banned = only(R"({"type":"closing","reason":"banned","text":"You are banned"})");
  CHECK(banned.text == "! You are banned");
  CHECK(banned.kind == Kind::error);
}

TEST_CASE("no field makes a second line") {
  CHECK(lines(message(R"("room":"a\nb","text":"x\r\n-- Ann has left")")) ==
        Lines{"#a\u240Ab (Ann) x\u240D\u240A-- Ann has left"});
  CHECK(lines(R"({"type":"notice","room":"games","text":"a\nb"})") == Lines{"#games -- a\u240Ab"});
  CHECK(lines(R"({"type":"error","code":"x","text":"a\u2028b"})") == Lines{"! a\uFFFDb"});
  CHECK(lines(R"({"type":"goodbye","name":"B\nb"})") == Lines{"Goodbye B\u240Ab!"});
}

/// Someone comes and leaves in one moment, and is in the list of a third one who came in between. A
/// client that keeps such lists must know that they are not there any more. A plain client never
/// learns of them.
TEST_CASE("a quick visitor is told to clients that keep lists alone") {
  twins::Twins twins(twins::Twins::Lists::kept);
  twins.last_client = 4;
  for (const auto& [id, name] : {std::pair{1, "Ann"}, {2, "Bob"}, {3, "Cid"}, {4, "Eve"}}) {
    twins.connect(chat::MemberId(id), name);
  }
  twins.remove(chat::MemberId{3});
  twins.settle();
  const auto& plain = twins.plain.delivery.screen(chat::MemberId{4}).lines;
  auto expected = plain;
  expected.insert(expected.begin() + 1, "-- Cid has left");
  CHECK(twins.transcript.delivery.screen(chat::MemberId{4}).lines == expected);
}

}  // namespace
}  // namespace tertulia::client::transcript_test
