#include "wire/json_decoder.h"

#include <string>

#include <doctest/doctest.h>

#include "wire/json_recorder.h"

namespace tertulia::wire::json::json_decoder_test {
namespace {

using support::Lines;

constexpr std::size_t kMaxText = 10;

struct Fixture {
  std::unique_ptr<Decoder> decoder = dialect().make_decoder(kMaxText);
  Recorder sink;
};

/// A ping of so many bytes.
std::string long_ping(std::size_t size) {
  std::string line = R"({"type":"ping","x":"")";
  line.insert(line.size() - 1, size - line.size() - 1, 'x');
  return line + "}";
}

TEST_CASE_FIXTURE(Fixture, "a line is a request, and its size is without the line end") {
  const std::string lines =
      "{\"type\":\"hello\",\"name\":\"Bob\"}\r\n"
      "{\"type\":\"ping\"}\n";
  CHECK(decoder->feed(lines, sink) == lines.size());
  CHECK(sink.lines == Lines{"name Bob", "ping"});
  CHECK(sink.bytes == lines.size() - 3);
}

TEST_CASE_FIXTURE(Fixture, "the pieces in which bytes arrive make no difference") {
  for (const char byte : std::string("{\"type\":\"ping\"}\r\n{}\n")) {
    CHECK(decoder->feed({&byte, 1}, sink) == 1);
  }
  CHECK(sink.lines == Lines{"ping", "missing_field"});
}

TEST_CASE_FIXTURE(Fixture, "a line without a request shows that the client is alive") {
  decoder->feed("\n \t \r\n", sink);
  decoder->set_logged_in();
  decoder->feed("\n", sink);
  CHECK(sink.lines == Lines{"nothing", "nothing", "nothing"});
}

TEST_CASE_FIXTURE(Fixture, "it stops when the sink wants no more, and goes on where it stopped") {
  sink.max = 1;
  const std::string line = "{\"type\":\"ping\"}\n";
  CHECK(decoder->feed(line + line, sink) == line.size());
  CHECK_FALSE(decoder->has_partial_request());
}

TEST_CASE_FIXTURE(Fixture, "a line that has begun can move to another connection") {
  decoder->feed("{\"type\":", sink);
  CHECK(decoder->has_partial_request());
  const auto moved = std::move(decoder);
  moved->feed("\"ping\"}\n", sink);
  CHECK(sink.lines == Lines{"ping"});
}

TEST_CASE_FIXTURE(Fixture, "the end of the input ends the last line") {
  decoder->feed("{\"type\":\"ping\"}", sink);
  CHECK(sink.lines.empty());
  decoder->finish(sink);
  CHECK(sink.lines == Lines{"ping"});
  decoder->finish(sink);
  CHECK(sink.lines.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "half a line at the end of the input is an error") {
  decoder->feed("{\"type\":\"pi", sink);
  decoder->finish(sink);
  CHECK(sink.lines == Lines{"bad_json"});
}

TEST_CASE_FIXTURE(Fixture, "a line has room for a text of which each byte is escaped") {
  CHECK(max_request(kMaxText) == 6 * kMaxText + 1024);
  decoder->feed(long_ping(max_request(kMaxText)) + "\n", sink);
  decoder->feed(long_ping(max_request(kMaxText) + 1) + "\n{\"type\":\"ping\"}\n", sink);
  CHECK(sink.lines == Lines{"ping", "too long", "ping"});
}

TEST_CASE_FIXTURE(Fixture, "a new maximum applies to the texts and the lines from then on") {
  decoder->set_logged_in();
  decoder->set_max_line(2);
  decoder->feed("{\"type\":\"say\",\"text\":\"hi\"}\n{\"type\":\"say\",\"text\":\"hi!\"}\n", sink);
  decoder->feed(long_ping(max_request(2) + 1) + "\n", sink);
  CHECK(sink.lines == Lines{"say hi", "text_too_long", "too long"});
}

TEST_CASE_FIXTURE(Fixture, "telnet commands and their line ends mean nothing") {
  using namespace std::string_view_literals;
  decoder->feed("\xFF\xFD\x06{\"type\":\"ping\"}\r\0{}\n"sv, sink);
  decoder->feed("{\"type\":\"ping\"}\xFF\xF1\n"sv, sink);
  CHECK(sink.lines == Lines{"bad_json", "bad_json"});
  CHECK(sink.replies.empty());
}

TEST_CASE_FIXTURE(Fixture, "the wrong requests of a client do not end its connection") {
  decoder->feed("GET / HTTP/1.1\nBob\n{]\n{\"type\":\"ping\"}\n", sink);
  CHECK(sink.lines == Lines{"bad_json", "bad_json", "bad_json", "ping"});
}

}  // namespace
}  // namespace tertulia::wire::json::json_decoder_test
