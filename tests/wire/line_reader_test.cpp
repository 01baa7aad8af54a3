#include "tertulia/wire/line_reader.h"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "support/lines.h"

namespace tertulia::wire::line_reader_test {
namespace {

using namespace std::string_literals;
using support::Lines;

const std::string kOverlong = "(too long)";

struct Recorder final : LineReader::Sink {
  bool handle_line(std::string_view line) override { return add(std::string(line)); }
  bool handle_overlong_line() override { return add(kOverlong); }
  bool add(std::string line) {
    lines.push_back(std::move(line));
    return lines.size() != stop_after;
  }
  void handle_telnet_reply(std::string_view reply) override { replies += reply; }
  Lines lines;
  std::string replies;
  std::size_t stop_after = 0;
};

Lines read(const std::vector<std::string>& pieces, std::size_t max_line, bool end = false) {
  LineReader reader(max_line);
  Recorder sink;
  for (const auto& piece : pieces) CHECK(reader.feed(piece, sink) == piece.size());
  if (end) reader.finish(sink);
  return sink.lines;
}

std::vector<std::string> bytes_of(const std::string& text) {
  std::vector<std::string> bytes;
  for (const char byte : text) bytes.emplace_back(1, byte);
  return bytes;
}

TEST_CASE("a line ends with LF or CRLF") {
  CHECK(read({"one\ntwo\r\n\n\r\nlast"}, 10) == Lines{"one", "two", "", ""});
  CHECK(read({"a\rb\n"}, 10) == Lines{"a\rb"});
  CHECK(read({"a\r\r\n"}, 10) == Lines{"a\r"});
  CHECK(read({"nul\0nul\n"s}, 10) == Lines{"nul\0nul"s});
  CHECK(read({""}, 10).empty());
}

TEST_CASE("a line ends with CR NUL, too") {
  CHECK(read({"one\r\0two\r\0\r\0last"s}, 10) == Lines{"one", "two", ""});
  CHECK(read({"a\0\rb\0\r\n\0\n"s}, 10) == Lines{"a\0\rb\0"s, "\0"s});
  CHECK(read({"12345\r\0"s}, 5) == Lines{"12345"});
  CHECK(read({"123456\r\0next\r\0"s}, 5) == Lines{kOverlong, "next"});
  CHECK(read({"1234567", "8\r", "\0next\n"s}, 5) == Lines{kOverlong, "next"});
  CHECK(read({"\r\xFF\xF1\0\n"s}, 5) == Lines{"\r\0"s});
}

TEST_CASE("every request of telnet is answered, up to a maximum for each line") {
  LineReader reader(10);
  Recorder sink;
  for (int i = 0; i < 100; ++i) reader.feed("\xFF\xFD\x06", sink);
  CHECK(sink.replies.size() == 3 * TelnetFilter::kMaxReplies);
  sink.replies.clear();
  reader.feed("\r\xFF\xFD\x06\n\xFF\xFD\x06", sink);
  CHECK(sink.replies == "\xFF\xFC\x06");
}

TEST_CASE("the end of the input ends the last line") {
  CHECK(read({"one\ntwo"}, 10, true) == Lines{"one", "two"});
  CHECK(read({"one\ntwo\r"}, 10, true) == Lines{"one", "two"});
  CHECK(read({"one\n"}, 10, true) == Lines{"one"});
  CHECK(read({""}, 10, true).empty());
  CHECK(read({"x\xFF"}, 10, true) == Lines{"x"});
}

TEST_CASE("a line can be as long as the maximum, with either line end") {
  CHECK(read({"12345\n"}, 5) == Lines{"12345"});
  CHECK(read({"12345\r\n"}, 5) == Lines{"12345"});
  CHECK(read({"123456\n"}, 5) == Lines{kOverlong});
  CHECK(read({"123456\r\n"}, 5) == Lines{kOverlong});
  CHECK(read({"12345\r6\n"}, 5) == Lines{kOverlong});
  CHECK(read({"12345"}, 5, true) == Lines{"12345"});
  CHECK(read({"123456"}, 5, true) == Lines{kOverlong});
}

TEST_CASE("a line that is too long is reported once and at once, and the next line is read") {
  CHECK(read({"123456"}, 5) == Lines{kOverlong});
  CHECK(read({"123456", "7890123456", "7\nnext\n"}, 5) == Lines{kOverlong, "next"});
  CHECK(read({"123", "456", "\n", "next\n"}, 5) == Lines{kOverlong, "next"});
  CHECK(read({"1234567890\n1234567890\nnext\n"}, 5) == Lines{kOverlong, kOverlong, "next"});
  CHECK(read({"1234567890"}, 5, true) == Lines{kOverlong});
  CHECK(read({"123456", "7\r\n\n"}, 5) == Lines{kOverlong, ""});
}

TEST_CASE("every split of the input in two, and in bytes, gives the same lines") {
  const auto input =
      "one\r\ntwo\n\n\r\nthree\xFF\xFB\x01 and\n123456789012\r\n\xFF\xFA\x18\r\xFF\xF0"
      "four\n"
      "too long for this\r\nfi\xFF\xFFve\r\n\xFF\xFF\r\nsix\r\0too long for this\r\0seven"s;
  const auto whole = read({input}, 12, true);
  CHECK(whole == Lines{"one", "two", "", "", "three and", "123456789012", "four", kOverlong,
                       "fi\xFFve", "\xFF", "six", kOverlong, "seven"});
  for (std::size_t at = 0; at <= input.size(); ++at) {
    const auto before = input.substr(0, at);
    CAPTURE(before);
    CHECK(read({before, input.substr(at)}, 12, true) == whole);
  }
  CHECK(read(bytes_of(input), 12, true) == whole);
}

TEST_CASE("telnet commands are not a part of a line, nor of its length") {
  CHECK(read({"\xFF\xFD\x03hi\xFF\xF1!\r\n"}, 3) == Lines{"hi!"});
  CHECK(read({"12\xFF\xFA\x18 much longer than a line may be \xFF\xF0"
              "345\n"},
             5) == Lines{"12345"});
  CHECK(read({"a\xFF\xFA\r\xFF\xFF\r\xFF\xF0"
              "b\n"},
             5) == Lines{"ab"});
  CHECK(read({"1234\xFF\xFF\n"}, 5) == Lines{"1234\xFF"});
  CHECK(read({"12345\xFF\xFF\nnext\n"}, 5) == Lines{kOverlong, "next"});
}

TEST_CASE("a sink that stops gets the rest with the next offer") {
  LineReader reader(5);
  Recorder sink;
  std::string_view bytes = "one\ntwo\n123456\nfour\nfi";
  for (std::size_t lines = 1; lines <= 4; ++lines) {
    sink.stop_after = lines;
    bytes.remove_prefix(reader.feed(bytes, sink));
    CHECK(sink.lines.size() == lines);
  }
  CHECK(bytes == "fi");
  sink.stop_after = 0;
  CHECK(reader.feed(bytes, sink) == 2);
  CHECK(reader.feed("ve\n", sink) == 3);
  CHECK(sink.lines == Lines{"one", "two", kOverlong, "four", "five"});
}

TEST_CASE("nothing is read for a sink that stops within a line in pieces") {
  LineReader reader(5);
  Recorder sink;
  sink.stop_after = 1;
  CHECK(reader.feed("on", sink) == 2);
  CHECK(reader.feed("e\ntwo\n", sink) == 2);
  CHECK(sink.lines == Lines{"one"});
}

TEST_CASE("the maximum can change between lines") {
  LineReader reader(5);
  Recorder sink;
  reader.feed("123456\n", sink);
  reader.set_max_line(6);
  reader.feed("123456\n", sink);
  reader.set_max_line(3);
  reader.feed("1234\n123\n", sink);
  CHECK(sink.lines == Lines{kOverlong, "123456", kOverlong, "123"});
}

TEST_CASE("without telnet, every byte but a line end is data") {
  LineReader reader(10, LineReader::Input::data);
  Recorder sink;
  const auto bytes = "\xFF\xFD\x06\r\0a\r\nb\xFF\n\n"s;
  CHECK(reader.feed(bytes, sink) == bytes.size());
  CHECK(sink.lines == Lines{"\xFF\xFD\x06\r\0a"s, "b\xFF", ""});
  for (const auto& byte : bytes_of(bytes)) reader.feed(byte, sink);
  CHECK(sink.lines.size() == 6);
  CHECK(sink.lines[3] == sink.lines[0]);
  CHECK(sink.replies.empty());
}

}  // namespace
}  // namespace tertulia::wire::line_reader_test
