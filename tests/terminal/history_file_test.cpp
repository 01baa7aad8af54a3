#include "terminal/history_file.h"

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/text_file.h"
#include "tertulia/reactor/socket.h"

#include "support/temporary_directory.h"

namespace tertulia::terminal::history_file_test {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

struct InADirectory {
  support::TemporaryDirectory directory;
  std::string path = directory.file("history");
  HistoryFile file{path};

  std::string content() const { return *base::read_text_file(path, HistoryFile::kMaxBytes); }
};

TEST_CASE_FIXTURE(InADirectory, "lines come back in the next run") {
  CHECK(file.load()->empty());
  REQUIRE(file.append("one"));
  REQUIRE(file.append("dos \xC3\xB1"));
  CHECK(*HistoryFile(path).load() == Lines{"one", "dos \xC3\xB1"});
}

TEST_CASE_FIXTURE(InADirectory, "only the owner may read it, also where others could before") {
  REQUIRE(file.load());
  CHECK(fs::status(path).permissions() == fs::perms{0600});
  fs::permissions(path, fs::perms{0644});
  REQUIRE(file.append("one"));
  CHECK(fs::status(path).permissions() == fs::perms{0600});
}

TEST_CASE_FIXTURE(InADirectory, "it has at most so many lines, the latest ones") {
  for (std::size_t i = 0; i <= HistoryFile::kMaxLines; ++i) {
    REQUIRE(file.append(std::to_string(i)));
    CHECK(file.load()->size() <= HistoryFile::kMaxLines);
  }
  const auto lines = *file.load();
  CHECK(lines.size() == HistoryFile::kLinesAfterCut);
  CHECK(lines.front() == "101");
  CHECK(lines.back() == "1000");
}

TEST_CASE_FIXTURE(InADirectory, "a file that somebody made longer is cut") {
  std::string all;
  for (int i = 0; i < 5000; ++i) all.append(std::to_string(i)).append("\n\n");
  directory.write("history", all);
  CHECK(file.load()->size() == HistoryFile::kMaxLines);
  CHECK(file.load()->back() == "4999");
  REQUIRE(file.append("new"));
  CHECK(file.load()->size() == HistoryFile::kLinesAfterCut);
}

TEST_CASE_FIXTURE(InADirectory, "of a file that is too large the end counts") {
  const std::string large(HistoryFile::kMaxBytes, 'x');
  directory.write("history", "first\n" + large + "\nlast\n");
  CHECK(*file.load() == Lines{"last"});
  REQUIRE(file.append("new"));
  CHECK(content() == "last\nnew\n");
  REQUIRE(file.append(large));
  CHECK(content() == "last\nnew\n");
}

TEST_CASE_FIXTURE(InADirectory, "a line is forgotten wherever it is") {
  for (const auto* line : {"secret", "one", "secret", "secrets"}) REQUIRE(file.append(line));
  REQUIRE(file.forget("secret"));
  CHECK(content() == "one\nsecrets\n");
  REQUIRE(file.forget("unknown"));
  CHECK(content() == "one\nsecrets\n");
}

TEST_CASE_FIXTURE(InADirectory, "two programs lose none of each other's lines") {
  constexpr int kLines = 200;
  const auto write = [this](const std::string& name) {
    for (int i = 0; i < kLines; ++i) CHECK(HistoryFile(path).append(name + std::to_string(i)));
  };
  std::thread other(write, "other ");
  write("one ");
  other.join();
  const auto lines = *file.load();
  REQUIRE(lines.size() == 2 * kLines);
  int next_one = 0;
  int next_other = 0;
  for (const auto& line : lines) {
    int& next = line.starts_with("one ") ? next_one : next_other;
    CHECK(line == (line.starts_with("one ") ? "one " : "other ") + std::to_string(next++));
  }
}

TEST_CASE_FIXTURE(InADirectory, "a lock that is not released is not waited for") {
  REQUIRE(file.append("one"));
  const reactor::Socket other(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  REQUIRE(::flock(other.fd(), LOCK_EX) == 0);
  const auto result = file.append("two");
  REQUIRE_FALSE(result);
  CHECK(result.error().starts_with(path + ": "));
  CHECK(content() == "one\n");
}

TEST_CASE_FIXTURE(InADirectory, "what is no regular file is refused, and nothing blocks") {
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK_FALSE(file.load());
  CHECK_FALSE(file.append("x"));
  CHECK_FALSE(HistoryFile(directory.file("")).load());
  CHECK_FALSE(HistoryFile(directory.file("none/history")).load());
  const auto target = directory.write("target", "other's\n");
  fs::create_symlink(target, directory.file("link"));
  CHECK_FALSE(HistoryFile(directory.file("link")).append("x"));
  CHECK(*base::read_text_file(target, 100) == "other's\n");
}

}  // namespace
}  // namespace tertulia::terminal::history_file_test
