#include <string>

#include <doctest/doctest.h>

#include "tertulia/wire/dialect.h"
#include "tertulia/wire/plain.h"

#include "support/lines.h"

namespace tertulia::wire::plain_decoder_test {
namespace {

using support::Lines;

struct Recorder final : Decoder::Sink {
  bool handle_command(const chat::Command& command, std::size_t bytes) override {
    std::string line = "other";
    if (const auto* say = std::get_if<chat::Say>(&command)) line = "say " + std::string(say->text);
    if (const auto* name = std::get_if<chat::Rename>(&command)) {
      line = "name " + std::string(name->name);
    }
    if (const auto* given = std::get_if<chat::GivePassword>(&command)) {
      line = "password " + std::string(given->password);
    }
    if (std::holds_alternative<chat::Leave>(command)) line = "leave";
    lines.push_back(line + " (" + std::to_string(bytes) + ")");
    return lines.size() < max;
  }
  bool handle_error(const DecodeError& error) override {
    const bool fatal = error.ends_connection();
    lines.push_back(error.detail.empty() ? (fatal ? "no name" : "too long")
                                         : std::string(error.detail));
    return !fatal && lines.size() < max;
  }
  bool handle_resume(const ResumeRequest& /*request*/, std::size_t /*bytes*/) override {
    lines.emplace_back("resume");
    return true;
  }
  void handle_reply(std::string_view bytes) override { replies += bytes; }
  Lines lines;
  std::string replies;
  std::size_t max = 1'000;
};

struct Fixture {
  std::unique_ptr<Decoder> decoder = plain::dialect().make_decoder(10);
  Recorder sink;
};

TEST_CASE_FIXTURE(Fixture, "the first lines are the login, the others are messages") {
  CHECK(decoder->feed("Bob\n", sink) == 4);
  decoder->set_logged_in();
  decoder->feed("hi\r\n", sink);
  CHECK(sink.lines == Lines{"name Bob (3)", "say hi (2)"});
}

TEST_CASE_FIXTURE(Fixture, "the line after the question for it is a password, at any time") {
  decoder->feed("Bob\n", sink);
  CHECK(decoder->expect_password().empty());
  decoder->feed(" a b \r\nBob\n", sink);
  decoder->set_logged_in();
  static_cast<void>(decoder->expect_password());
  decoder->feed("/help\n", sink);
  static_cast<void>(decoder->expect_password());
  decoder->feed("\n", sink);
  static_cast<void>(decoder->expect_password());
  decoder->feed("exit\n", sink);
  CHECK(sink.lines == Lines{"name Bob (3)", "password a b (5)", "name Bob (3)",
                            "password /help (5)", "password  (0)", "leave (4)"});
  CHECK(sink.replies.empty());
}

// From a terminal of another character set. An error ended the question, and the password that was
// typed once more was said in a room.
TEST_CASE_FIXTURE(Fixture, "a password that is not UTF-8 is a wrong one") {
  decoder->feed("Bob\n", sink);
  static_cast<void>(decoder->expect_password());
  decoder->feed("se\xF1or\n", sink);
  CHECK(sink.lines.back() == "password se\xF1or (5)");
}

TEST_CASE_FIXTURE(Fixture, "no password is taken for another protocol") {
  decoder->feed("Bob\n", sink);
  static_cast<void>(decoder->expect_password());
  decoder->feed("GET / x\n", sink);
  CHECK(sink.lines == Lines{"name Bob (3)", "password GET / x (7)"});
}

TEST_CASE_FIXTURE(Fixture, "a telnet client shows no password, and shows all else") {
  decoder->feed(
      "\xFF\xFB\x1F"
      "Bob\r\n",
      sink);
  CHECK(sink.replies == "\xFF\xFE\x1F");
  CHECK(decoder->expect_password() == "\xFF\xFB\x01");
  decoder->feed(
      "\xFF\xFD\x01"
      "secret\r",
      sink);
  CHECK(sink.replies == "\xFF\xFE\x1F");
  decoder->feed(std::string_view("\0", 1), sink);
  CHECK(sink.lines.back() == "password secret (6)");
  CHECK(sink.replies == "\xFF\xFE\x1F\xFF\xFC\x01");
  decoder->feed("\xFF\xFE\x01\xFF\xFD\x01", sink);
  CHECK(sink.replies.ends_with("\xFF\xFC\x01\xFF\xFC\x01"));
}

TEST_CASE_FIXTURE(Fixture, "a byte order mark before the name is skipped") {
  decoder->feed(
      "\xEF\xBB\xBF"
      "Bob\n",
      sink);
  CHECK(sink.lines == Lines{"name Bob (6)"});
}

TEST_CASE_FIXTURE(Fixture, "it stops when the sink wants no more, and goes on where it stopped") {
  sink.max = 1;
  CHECK(decoder->feed("Bob\nAnn\n", sink) == 4);
  CHECK_FALSE(decoder->has_partial_request());
}

TEST_CASE_FIXTURE(Fixture, "a line that has begun can move to another decoder's owner") {
  decoder->feed("Bo", sink);
  CHECK(decoder->has_partial_request());
  const auto moved = std::move(decoder);
  moved->feed("b\n", sink);
  CHECK(sink.lines == Lines{"name Bob (3)"});
}

TEST_CASE_FIXTURE(Fixture, "an overlong line is an error, and the next line is read") {
  decoder->set_logged_in();
  decoder->feed("12345678901\nhi\n", sink);
  CHECK(sink.lines == Lines{"too long", "say hi (2)"});
}

TEST_CASE_FIXTURE(Fixture, "a login that is longer than a line ends the connection") {
  CHECK(decoder->feed("\n12345678901\nEve\nspam\n", sink) < 15);
  CHECK(sink.lines == Lines{"other (0)", "no name"});
}

TEST_CASE_FIXTURE(Fixture, "another protocol ends the connection") {
  decoder->set_max_line(100);
  CHECK(decoder->feed("GET / HTTP/1.1\nEve\nspam\n", sink) == 15);
  CHECK(sink.lines == Lines{"HTTP"});
}

TEST_CASE_FIXTURE(Fixture, "another protocol is recognized before its line ends") {
  decoder->feed("\x16\x03\x01", sink);
  CHECK(sink.lines == Lines{"TLS"});
}

TEST_CASE_FIXTURE(Fixture, "a request of telnet is refused, before and after the login") {
  decoder->feed(
      "\xFF\xFD\x06"
      "Bob\n",
      sink);
  CHECK(sink.replies == "\xFF\xFC\x06");
  decoder->set_logged_in();
  decoder->feed("\xFF\xFB\x1F", sink);
  CHECK(sink.replies == "\xFF\xFC\x06\xFF\xFE\x1F");
}

TEST_CASE_FIXTURE(Fixture, "a member may say what looks like another protocol") {
  decoder->set_max_line(100);
  decoder->set_logged_in();
  decoder->feed("GET / HTTP/1.1\n", sink);
  CHECK(sink.lines == Lines{"say GET / HTTP/1.1 (14)"});
}

TEST_CASE_FIXTURE(Fixture, "the end of the input ends the last line") {
  decoder->feed("Bob", sink);
  CHECK(sink.lines.empty());
  decoder->finish(sink);
  CHECK(sink.lines == Lines{"name Bob (3)"});
}

}  // namespace
}  // namespace tertulia::wire::plain_decoder_test
