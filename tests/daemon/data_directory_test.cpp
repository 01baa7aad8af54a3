#include "daemon/data_directory.h"

#include <filesystem>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/failure.h"

#include "support/temporary_directory.h"

namespace tertulia::daemon::data_directory_test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("the directory is made for its owner alone, and may exist") {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("data");
  { const DataDirectory made(path); }
  CHECK(fs::status(path).permissions() == fs::perms{0700});
  fs::permissions(path, fs::perms{0750});
  const DataDirectory again(path);
  CHECK(fs::status(path).permissions() == fs::perms{0750});
}

TEST_CASE("one server uses it at a time") {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("data");
  std::optional<DataDirectory> first(path);
  const auto refused = "another tertuliad uses " + path;
  CHECK_THROWS_WITH_AS(DataDirectory{path}, refused.c_str(), base::StartFailure);
  first.reset();
  const DataDirectory next(path);
}

TEST_CASE("what cannot be the directory is an error") {
  const support::TemporaryDirectory directory;
  const auto file = directory.write("file", "");
  const auto not_directory = "cannot use " + file + "/lock: Not a directory";
  CHECK_THROWS_WITH_AS(DataDirectory{file}, not_directory.c_str(), base::StartFailure);
  const auto orphan = directory.file("missing/data");
  const auto no_parent = "cannot use " + orphan + ": No such file or directory";
  CHECK_THROWS_WITH_AS(DataDirectory{orphan}, no_parent.c_str(), base::StartFailure);
}

}  // namespace
}  // namespace tertulia::daemon::data_directory_test
