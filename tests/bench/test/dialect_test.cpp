#include "bench/load/dialect.h"

#include <string>

#include <doctest/doctest.h>

#include "bench/load/payload.h"

namespace tertulia::bench {
namespace {

using Kind = Line::Kind;

std::string payload() {
  std::string text;
  append_payload(text, {7, 42, 1'234'567});
  return text;
}

std::string said(std::string_view dialect) {
  std::string out;
  find_dialect(dialect).say(out, "TEXT");
  return out;
}

bool is_message(std::string_view dialect, const std::string& line) {
  const auto text = find_dialect(dialect).message(line);
  return text && *text == payload();
}

std::string json_message(const std::string& type, const std::string& text) {
  return R"({"type":")" + type + R"(","id":9,"room":"lobby","from":"c7","text":")" + text +
         R"(","origin":"k3f9"})";
}

Line read(std::string_view dialect, std::string_view line) {
  return find_dialect(dialect).read(line);
}

TEST_CASE("a payload has 63 bytes and is read back unchanged") {
  const auto text = payload();
  CHECK(text.size() == kPayloadLength);
  const auto back = read_payload(text);
  REQUIRE(back);
  CHECK(back->sender == 7);
  CHECK(back->sequence == 42);
  CHECK(back->sent_at == 1'234'567);
}

TEST_CASE("a payload with a changed or missing byte is invalid") {
  for (std::size_t i = 0; i < kPayloadLength; ++i) {
    auto text = payload();
    text[i] = '?';
    CAPTURE(i);
    CHECK_FALSE(read_payload(text));
  }
  CHECK_FALSE(read_payload(payload().substr(1)));
  CHECK_FALSE(read_payload(payload() + "."));
}

TEST_CASE("messages have the frame of each protocol") {
  CHECK(said("floor") == "TEXT\n");
  CHECK(said("tertulia") == "TEXT\n");
  CHECK(said("json") == "{\"type\":\"say\",\"text\":\"TEXT\"}\n");
  CHECK(said("irc") == "PRIVMSG #room :TEXT\r\n");
  CHECK(said("nats") == "PUB room 63\r\nTEXT\r\n");
  const std::string publish = "*3\r\n$7\r\nPUBLISH\r\n$4\r\nroom\r\n$63\r\nTEXT\r\n";
  CHECK(said("redis") == publish);
  CHECK(said("redis-stream") ==
        "*5\r\n$4\r\nXADD\r\n$6\r\nstream\r\n$1\r\n*\r\n$4\r\ntext\r\n$63\r\nTEXT\r\n" + publish);
}

TEST_CASE("a message is found in its frame, and only there") {
  CHECK(is_message("floor", payload()));
  CHECK_FALSE(is_message("floor", "x" + payload()));
  CHECK(is_message("tertulia", "(c7) " + payload()));
  CHECK_FALSE(is_message("tertulia", "(c7)" + payload()));
  CHECK_FALSE(is_message("tertulia", "* c7 " + payload()));
  CHECK_FALSE(is_message("tertulia", payload()));
  CHECK(is_message("tertulia", "#r5 (c7) " + payload()));
  CHECK_FALSE(is_message("tertulia", "#r5 -- c7 " + payload()));
  CHECK(is_message("json", json_message("message", payload())));
  CHECK_FALSE(is_message("json", json_message("private", payload())));
  CHECK_FALSE(is_message("json", json_message("message", payload().substr(1))));
  CHECK_FALSE(is_message("json", json_message("message", payload() + "x")));
  CHECK_FALSE(is_message("json", R"({"type":"message","from":")" + payload() + "\"}"));
  CHECK_FALSE(is_message("json", "(c7) " + payload()));
  CHECK(is_message("irc", ":c7!c7@127.0.0.1 PRIVMSG #room :" + payload()));
  CHECK_FALSE(is_message("irc", ":c7!c7@127.0.0.1 PRIVMSG #other :" + payload()));
  CHECK_FALSE(is_message("irc", ":c7!c7@127.0.0.1 NOTICE #room :" + payload()));
  CHECK(is_message("redis", payload()));
  CHECK_FALSE(is_message("redis", "$63"));
  CHECK(is_message("nats", payload()));
  CHECK_FALSE(is_message("nats", "MSG room 1 63"));
}

TEST_CASE("tertulia's lines") {
  CHECK(read("tertulia", "You are now connected, c7!").kind == Kind::entered);
  CHECK(read("tertulia", "-- 3 here: c1, c2 and c3").kind == Kind::listed);
  CHECK(read("tertulia", "! 'c7' is taken; choose another name").kind == Kind::refused);
  CHECK(read("tertulia", "-- c8 has joined").kind == Kind::other);
  const auto renamed = read("tertulia", "-- c7 is now known as r7x0");
  CHECK(renamed.kind == Kind::renamed);
  CHECK(renamed.subject == "c7");
}

TEST_CASE("tertulia's lines about rooms") {
  CHECK(read("tertulia", "-- You are now in #r5 (3 here)").kind == Kind::room_entered);
  CHECK(read("tertulia", "-- You have left #r5").kind == Kind::room_left);
  CHECK(read("tertulia", "-- #r5 (3 here): a topic").kind == Kind::room_row);
  CHECK(read("tertulia", "#r5 -- 3 here: c1, c2 and c3").kind == Kind::listed);
  CHECK(read("tertulia", "#r5 -- c8 has joined").kind == Kind::other);
  CHECK(find_dialect("tertulia").who({}) == "/who\n");
  CHECK(find_dialect("tertulia").who("r5") == "/who r5\n");
  CHECK(find_dialect("tertulia").enter_room("r5") == "/join r5\n");
}

TEST_CASE("JSON's lines") {
  CHECK(read("json", R"({"type":"welcome","name":"c7"})").kind == Kind::entered);
  CHECK(read("json", R"({"type":"members","room":"lobby"})").kind == Kind::listed);
  CHECK(read("json", R"({"type":"entered","room":"r5"})").kind == Kind::room_entered);
  CHECK(read("json", R"({"type":"left","room":"r5","names":["c7"],"current":"lobby"})").kind ==
        Kind::room_left);
  CHECK(read("json", R"({"type":"left","room":"r5","names":["c8"]})").kind == Kind::other);
  CHECK(read("json", R"x({"type":"notice","text":"#r5 (3 here)"})x").kind == Kind::room_row);
  CHECK(read("json", R"({"type":"notice","text":"and 9 other rooms"})").kind == Kind::other);
  CHECK(read("json", R"({"type":"error","code":"name_taken"})").kind == Kind::refused);
  CHECK(read("json", R"({"type":"closing","reason":"idle"})").kind == Kind::refused);
  CHECK(read("json", R"({"type":"stored","cid":7})").kind == Kind::stored);
  CHECK(read("json", R"({"type":"results","messages":[],"more":false})").kind == Kind::results);
  CHECK(read("json", R"({"type":"history","room":"lobby"})").kind == Kind::history);
  CHECK(read("json", R"({"type":"pong"})").kind == Kind::pong);
  CHECK(read("json", "Username?").kind == Kind::other);
  const auto renamed = read("json", R"({"type":"renamed","from":"c7","to":"r7x0"})");
  CHECK(renamed.kind == Kind::renamed);
  CHECK(renamed.subject == "c7");
}

TEST_CASE("JSON's requests") {
  const auto& json = find_dialect("json");
  CHECK(json.enter("c7") == "{\"type\":\"hello\",\"name\":\"c7\"}\n");
  CHECK(json.who({}) == "{\"type\":\"who\",\"room\":\"lobby\"}\n");
  CHECK(json.rename("r7x0") == "{\"type\":\"command\",\"text\":\"/nick r7x0\"}\n");
  CHECK(json.leave_room("r5") == "{\"type\":\"leave\",\"room\":\"r5\"}\n");
}

TEST_CASE("IRC's lines") {
  CHECK(read("irc", ":s 001 c7 :Welcome").kind == Kind::registered);
  CHECK(read("irc", ":s 366 c7 #room :End of /NAMES list.").kind == Kind::listed);
  CHECK(read("irc", ":s 422 c7 :No message of the day").kind == Kind::other);
  CHECK(read("irc", ":s 433 * c7 :Nickname is in use").kind == Kind::refused);
  CHECK(read("irc", "ERROR :Closing link").kind == Kind::refused);
  CHECK(read("irc", "PING :token").subject == "PONG :token\r\n");
  CHECK(read("irc", ":c7!c7@h PART #room").subject == "c7");
  CHECK(read("irc", ":c7!c7@h NICK :r7x0").kind == Kind::renamed);
  CHECK(read("irc", ":c8!c8@h JOIN #room").kind == Kind::other);
}

TEST_CASE("the brokers' lines, and the floor's") {
  CHECK(read("redis", "subscribe").kind == Kind::entered);
  CHECK(read("redis", "-ERR no").kind == Kind::refused);
  CHECK(read("redis", ":1000").kind == Kind::other);
  CHECK(read("nats", "PONG").kind == Kind::entered);
  CHECK(read("nats", "PING").subject == "PONG\r\n");
  CHECK(read("nats", "-ERR 'Slow Consumer'").kind == Kind::refused);
  CHECK(read("floor", "").kind == Kind::entered);
}

TEST_CASE("there is no other dialect") { CHECK_THROWS(find_dialect("xmpp")); }

TEST_CASE("several dialects are separated by commas") {
  const auto found = find_dialects("tertulia,json");
  REQUIRE(found.size() == 2);
  CHECK(found[0]->name == "tertulia");
  CHECK(found[1]->name == "json");
  CHECK(find_dialects("floor").size() == 1);
  CHECK_THROWS(find_dialects("tertulia,"));
}

}  // namespace
}  // namespace tertulia::bench
