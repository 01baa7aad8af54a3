#include "tertulia/base/private_file.h"

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/text_file.h"

#include "support/temporary_directory.h"

namespace tertulia::base::private_file_test {
namespace {

namespace fs = std::filesystem;

std::string content(const std::string& path) { return *read_text_file(path, 1024); }

auto entries(const std::string& directory) {
  return std::distance(fs::directory_iterator(directory), {});
}

TEST_CASE("only the owner may read or write the file, also where others could before") {
  const support::TemporaryDirectory directory;
  const auto path = directory.write("file", "former");
  fs::permissions(path, fs::perms{0644});
  REQUIRE(write_private_file(path, "secret"));
  CHECK(content(path) == "secret");
  CHECK(fs::status(path).permissions() == fs::perms{0600});
  CHECK(entries(directory.file("")) == 1);
}

TEST_CASE("of two programs that make the same file, the first one decides what is in it") {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("file");
  REQUIRE(write_private_file(path, "first", Existing::keep));
  REQUIRE(write_private_file(path, "second", Existing::keep));
  CHECK(content(path) == "first");
  CHECK(fs::status(path).permissions() == fs::perms{0600});
  CHECK(entries(directory.file("")) == 1);
}

TEST_CASE("after an error the former file is unchanged, and nothing is left beside it") {
  const support::TemporaryDirectory directory;
  const auto missing = directory.file("missing/file");
  CHECK(write_private_file(missing, "x").error() == missing + ": No such file or directory");
  const auto occupied = directory.file("occupied");
  fs::create_directories(occupied + "/by");
  CHECK(write_private_file(occupied, "x").error() == occupied + ": Is a directory");
  CHECK(entries(directory.file("")) == 1);
}

TEST_CASE("a file that is opened is made for its owner alone, and what is in it stays") {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("file");
  const int made = open_private_file(path);
  REQUIRE(made >= 0);
  ::close(made);
  CHECK(fs::status(path).permissions() == fs::perms{0600});
  directory.write("file", "kept");
  const int again = open_private_file(path);
  REQUIRE(again >= 0);
  ::close(again);
  CHECK(content(path) == "kept");
}

TEST_CASE("a link is not opened") {
  const support::TemporaryDirectory directory;
  fs::create_symlink(directory.write("target", "x"), directory.file("link"));
  CHECK(open_private_file(directory.file("link")) < 0);
  CHECK(errno == ELOOP);
}

/// An administrator imported messages for the service as root. The files were root's, and the
/// service, which has a user of its own, did not start.
TEST_CASE("root makes a file for the owner of its directory") {
  if (::geteuid() != 0) return;
  constexpr uid_t kOther = 65'534;
  const support::TemporaryDirectory directory;
  const auto inside = directory.file("inside");
  fs::create_directory(inside);
  REQUIRE(::chown(inside.c_str(), kOther, kOther) == 0);
  const int fd = open_private_file(inside + "/file");
  REQUIRE(fd >= 0);
  struct stat status {};
  REQUIRE(::fstat(fd, &status) == 0);
  ::close(fd);
  CHECK(status.st_uid == kOther);
  CHECK(status.st_gid == kOther);
}

}  // namespace
}  // namespace tertulia::base::private_file_test
