#include "tertulia/base/private_file.h"

#include <filesystem>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

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

}  // namespace
}  // namespace tertulia::base::private_file_test
