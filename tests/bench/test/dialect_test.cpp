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
  const auto text = message_in(find_dialect(dialect), line);
  return text && *text == payload();
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
  CHECK(said("irc") == "PRIVMSG #room :TEXT\r\n");
  CHECK(said("nats") == "PUB room 63\r\nTEXT\r\n");
  CHECK(said("redis") == "*3\r\n$7\r\nPUBLISH\r\n$4\r\nroom\r\n$63\r\nTEXT\r\n");
}

TEST_CASE("a message is found in its frame, and only there") {
  CHECK(is_message("floor", payload()));
  CHECK_FALSE(is_message("floor", "x" + payload()));
  CHECK(is_message("tertulia", "(c7) " + payload()));
  CHECK_FALSE(is_message("tertulia", "(c7)" + payload()));
  CHECK_FALSE(is_message("tertulia", "* c7 " + payload()));
  CHECK_FALSE(is_message("tertulia", payload()));
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

}  // namespace
}  // namespace tertulia::bench
