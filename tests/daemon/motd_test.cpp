#include "daemon/motd.h"

#include <string>

#include <doctest/doctest.h>

#include "support/lines.h"
#include "support/temporary_directory.h"

namespace tertulia::daemon::motd_test {
namespace {

using support::Lines;

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST_CASE("a text is split into lines at any line end") {
  CHECK(parse_motd("")->empty());
  CHECK(*parse_motd("one") == Lines{"one"});
  CHECK(*parse_motd("one\n") == Lines{"one"});
  CHECK(*parse_motd("one\r\n\r\n  two\r\nthree") == Lines{"one", "", "  two", "three"});
  CHECK(*parse_motd("\n") == Lines{""});
}

TEST_CASE("it has a limit of lines and of bytes") {
  CHECK(parse_motd(repeat("x\n", kMaxMotdLines)));
  CHECK(parse_motd(repeat("x\n", kMaxMotdLines + 1)).error() == "more than 64 lines");
  CHECK(parse_motd(std::string(kMaxMotdBytes, 'x')));
  CHECK(parse_motd(std::string(kMaxMotdBytes + 1, 'x')).error() == "longer than 16KiB");
}

TEST_CASE("it is UTF-8") {
  CHECK(parse_motd("¡Hola!\n日本語\n"));
  CHECK(parse_motd("fine\nna\xEFve\n").error() == "line 2 is not valid UTF-8");
}

TEST_CASE("a file is read, or the error has a reason") {
  const support::TemporaryDirectory directory;
  CHECK(*read_motd(directory.write("two", "Hello\nworld\n")) == Lines{"Hello", "world"});
  CHECK(read_motd(directory.write("none", ""))->empty());
  CHECK(*read_motd(directory.write("marked", "\xEF\xBB\xBFHello\n")) == Lines{"Hello"});
  CHECK(read_motd(directory.write("most", std::string(kMaxMotdBytes, 'x'))));
  const auto large = directory.write("large", std::string(kMaxMotdBytes + 1, 'x'));
  CHECK(read_motd(large).error() == large + ": longer than 16KiB");
  const auto latin = directory.write("latin", "\xA1Hola!\n");
  CHECK(read_motd(latin).error() == latin + ": line 1 is not valid UTF-8");
  const auto missing = directory.file("missing");
  CHECK(read_motd(missing).error() == missing + ": No such file or directory");
  CHECK(read_motd("/dev/zero").error() == "/dev/zero: not a regular file");
  CHECK(read_motd(directory.file("")).error() == directory.file("") + ": not a regular file");
}

TEST_CASE("its rendered lines use at most half of a send queue") {
  const Lines line{std::string(2'044, 'x')};
  CHECK(check_motd_fits(line, 4'096));
  CHECK(check_motd_fits(line, 4'095).error() ==
        "its 2048 bytes are more than half of --send-queue (4095)");
  CHECK(check_motd_fits({}, 1));
  const Lines controls{std::string(1'000, '\a')};  // each is rendered as three bytes
  CHECK_FALSE(check_motd_fits(controls, 4'096));
}

}  // namespace
}  // namespace tertulia::daemon::motd_test
