#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/failure.h"

#include "daemon/settings.h"
#include "support/lines.h"
#include "support/temporary_directory.h"

namespace tertulia::daemon::config_file_test {
namespace {

using support::Lines;

struct Fixture {
  Lines read(std::string_view text) {
    Lines all;
    for (const auto& one : read_config(directory.write("config", text))) {
      all.push_back(one.setting->name + "=" + one.text);
    }
    return all;
  }
  /// What is wrong, without the file's name.
  std::string failure_of(std::string_view text) {
    try {
      read(text);
    } catch (const base::StartFailure& failure) {
      const std::string what = failure.what();
      const auto file = directory.file("config") + ":";
      CHECK(what.starts_with(file));
      return what.substr(file.size());
    }
    return "nothing is wrong";
  }
  support::TemporaryDirectory directory;
};

TEST_CASE_FIXTURE(Fixture, "a file is lines of names and values, with comments") {
  CHECK(read("# tertulia\n\nrate = 7\nburst=8\n  max-line =  2KiB  # long enough\nduo = true\n"
             "idle-timeout = 5m") ==
        Lines{"rate=7", "burst=8", "max-line=2KiB", "duo=true", "idle-timeout=5m"});
  CHECK(read("rate = 7\r\nburst = 8\r\n") == Lines{"rate=7", "burst=8"});
  CHECK(read("").empty());
  CHECK(read("\n# nothing\n").empty());
}

TEST_CASE_FIXTURE(Fixture, "an address can be listed with or without quotes") {
  CHECK(read("listen = 127.0.0.1:1\nlisten = \"[::1]:2\"\nlisten = unix:/run/t\n") ==
        Lines{"listen=127.0.0.1:1", "listen=[::1]:2", "listen=unix:/run/t"});
  CHECK(read("listen = [::]:7788\n") == Lines{"listen=[::]:7788"});
}

/// An editor of Windows put a byte order mark before the first setting, and the server refused an
/// unknown setting whose name looked right.
TEST_CASE_FIXTURE(Fixture, "a byte order mark is skipped, and UTF-16 is named") {
  CHECK(read("\xEF\xBB\xBFrate = 7\r\n") == Lines{"rate=7"});
  CHECK(read("\xEF\xBB\xBF# tertulia\nrate = 7\n") == Lines{"rate=7"});
  CHECK(read("\xEF\xBB\xBF").empty());
  CHECK_THROWS_WITH_AS(
      read(std::string_view("\xFF\xFEr\0a\0", 6)),
      ("cannot read " + directory.file("config") + ": it is UTF-16; save it as UTF-8").c_str(),
      base::StartFailure);
}

TEST_CASE_FIXTURE(Fixture, "an error has the file and the line") {
  CHECK(failure_of("rate = 5\n\nrat = 5\n") == "3: unknown setting 'rat'");
  CHECK(failure_of("rate = much\n") == "1: rate: 'much' is not a number");
  CHECK(failure_of("#\nrate = 1000001\n") == "2: rate: '1000001' is out of range: 0 to 1000000");
  CHECK(failure_of("rate = 5 6\n") == "1: rate: '5 6' is not a plain number");
  CHECK(failure_of("rate\n") == "1: not of the form rate = value");
  CHECK(failure_of("name = \"x\n") == "1: not of the form name = value");
  CHECK(failure_of("name = \"x\" y\n") == "1: not of the form name = value");
  CHECK(failure_of("x\n") == "1: unknown setting 'x'");
  CHECK(failure_of("duo = maybe\n") == "1: duo: 'maybe' is neither true nor false");
  CHECK(failure_of("listen = host:x\n") == "1: listen: 'x' is no port: 0 to 65535");
  CHECK(failure_of("name = a/b\n").starts_with("1: name: 'a/b' cannot be a name"));
  CHECK(failure_of("[server]\n").starts_with("1: "));
  CHECK(failure_of("config = other\n") == "1: unknown setting 'config'");
}

TEST_CASE_FIXTURE(Fixture, "the error for a file that cannot be read has its name") {
  const auto missing = directory.file("missing");
  CHECK_THROWS_WITH_AS(read_config(missing),
                       ("cannot read " + missing + ": No such file or directory").c_str(),
                       base::StartFailure);
  CHECK_THROWS_AS(read_config(directory.file(".")), base::StartFailure);
}

}  // namespace
}  // namespace tertulia::daemon::config_file_test
