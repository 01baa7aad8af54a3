// What a client writes, the decoder of the server reads.
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/json_client.h"
#include "tertulia/wire/plain.h"

#include "wire/json_recorder.h"
#include "wire/json_writer.h"

namespace tertulia::wire::json::json_client_request_test {
namespace {

enum class Phase { login, member };

/// What the server reads, and what it would repeat: `say hi in games, 7 a/7`.
std::string decoded(const std::string& line, Phase phase = Phase::member) {
  const auto decoder = dialect().make_decoder(4096);
  if (phase == Phase::member) decoder->set_logged_in();
  Recorder sink;
  sink.decoder = decoder.get();
  decoder->feed(line, sink);
  REQUIRE(sink.lines.size() == 1);
  CHECK(!decoder->has_partial_request());
  return sink.lines.front() + " " + sink.answers.front();
}

TEST_CASE("a client logs in, or resumes") {
  CHECK(decoded(write_hello({"Bob"}, "tertulia 0.2.0"), Phase::login) == "name Bob /0");
  CHECK(write_hello({"Bob", "a b"}, "x", "t") ==
        "{\"type\":\"hello\",\"name\":\"Bob\",\"password\":\"a b\",\"client\":\"x\",\"tag\":\"t\"}"
        "\n");
  const ResumeRequest request{"token", {{"lobby", chat::EntryId{7}}, {"", chat::EntryId{9}}}};
  CHECK(decoded(write_resume(request, 4096, "t"), Phase::login) == "resume token lobby=7 =9 t/0");
  CHECK(decoded(write_resume({"token", {}}, 4096), Phase::login) == "resume token /0");
}

TEST_CASE("a resume fits into a line, with as many rooms as possible") {
  const std::string room(128, 'x');
  ResumeRequest request{"token", {{"lobby", chat::EntryId{7}}}};
  for (int i = 0; i < 1'000; ++i) request.seen.push_back({room, chat::EntryId{kMaxInteger}});
  request.seen.push_back({"", chat::EntryId{9}});
  for (const std::size_t max_line : {64U, 4096U}) {
    const auto line = write_resume(request, max_line, std::string(kMaxTag, 't'));
    CHECK(line.size() <= max_request(max_line));
    CHECK(line.size() > max_request(max_line) - kMaxTail - room.size() - 32);
    CHECK(line.starts_with(R"({"type":"resume","session":"token","seen":{"lobby":7,"xx)"));
  }
}

TEST_CASE("each request is read as it was written") {
  struct Row {
    chat::Command command;
    std::string_view read;
  };
  for (const auto& [command, read] : {
           Row{chat::Say{"hi"}, "say hi, 7 a/7"},
           Row{chat::Say{"/who", "games"}, "say /who in games, 7 a/7"},
           Row{chat::Say{"waves", {}, 0, chat::MessageStyle::acted}, "act waves, 7 a/7"},
           Row{chat::Whisper{"Ann", "psst"}, "whisper psst to Ann, 7 a/7"},
           Row{chat::Rename{"Rob"}, "name Rob a/7"},
           Row{chat::EnterRoom{"#games"}, "join #games a/7"},
           Row{chat::LeaveRoom{"games"}, "leave games a/7"},
           Row{chat::LeaveRoom{""}, "leave  a/7"},
           Row{chat::AskWho{"lobby"}, "who lobby a/7"},
           Row{chat::AskHistory{"lobby"}, "history lobby, 20 a/7"},
           Row{chat::AskHistory{"lobby", 200, chat::EntryId{9}}, "history lobby, 200 before 9 a/7"},
           Row{chat::Search{"lunch"}, "search lunch, 20 a/7"},
           Row{chat::Search{"", "games", "Ann", chat::EntryId{9}, 100},
               "search  in games from Ann, 100 before 9 a/7"},
           Row{chat::Ping{}, "ping a/7"},
           Row{chat::Leave{}, "bye a/7"},
       }) {
    CHECK(decoded(write_request(command, {"a", 7})) == read);
  }
  CHECK(decoded(write_request(chat::Say{"hi"})) == "say hi /0");
  CHECK(decoded(write_command("/topic Chess", {"a", 7})) == "topic Chess a/7");
  CHECK(decoded(write_command("/msg Ann psst", {{}, 7})) == "whisper psst to Ann, 7 /7");
}

TEST_CASE("passwords are written") {
  CHECK(write_request(chat::Rename{"Ann", "secret"}) ==
        "{\"type\":\"rename\",\"name\":\"Ann\",\"password\":\"secret\"}\n");
  CHECK(write_request(chat::Register{"secret"}) ==
        "{\"type\":\"register\",\"password\":\"secret\"}\n");
  CHECK(write_request(chat::Register{}) == "{\"type\":\"register\"}\n");
  CHECK(write_request(chat::ChangePassword{"secret"}) ==
        "{\"type\":\"password\",\"password\":\"secret\"}\n");
}

TEST_CASE("what has no type of its own is no request") {
  CHECK(write_request(chat::AskRooms{}).empty());
  CHECK(write_request(chat::Topic{}).empty());
  CHECK(write_request(chat::Nothing{}).empty());
  CHECK(write_request(chat::Invalid{chat::Problem::not_utf8, {}}).empty());
}

struct TextSink final : Decoder::Sink {
  bool handle_command(const chat::Command& command, std::size_t /*bytes*/) override {
    text = std::get<chat::Say>(command).text;
    return true;
  }
  bool handle_resume(const ResumeRequest& /*request*/, std::size_t /*bytes*/) override {
    return false;
  }
  bool handle_error(const DecodeError& error) override {
    text = "error " + std::string(error.code);
    return true;
  }
  void handle_reply(std::string_view /*bytes*/) override {}
  std::string text;
};

TEST_CASE("a text arrives exactly, whatever it has") {
  std::string all;
  for (int byte = 1; byte < 0x80; ++byte) all += static_cast<char>(byte);
  all += "é\u0301\u202E\u2028\u0085\U0001F600";
  all += std::string("\0x", 2);
  const auto decoder = dialect().make_decoder(4096);
  decoder->set_logged_in();
  TextSink sink;
  const auto line = write_request(chat::Say{all});
  CHECK(line.find('\n') == line.size() - 1);
  decoder->feed(line, sink);
  CHECK(sink.text == all);
  decoder->feed(write_request(chat::Say{"a\xFF\xC3z"}), sink);
  CHECK(sink.text == "a\uFFFD\uFFFDz");
}

TEST_CASE("the longest text fits into a line, however it is escaped") {
  const auto decoder = dialect().make_decoder(64);
  decoder->set_logged_in();
  TextSink sink;
  const std::string text(64, '\x01');
  decoder->feed(write_request(chat::Say{text, "games"}, {"a", kMaxInteger}), sink);
  CHECK(sink.text == text);
}

}  // namespace
}  // namespace tertulia::wire::json::json_client_request_test
