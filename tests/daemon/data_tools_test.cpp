#include "daemon/data_tools.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/text_file.h"

#include "daemon/data_directory.h"
#include "support/temporary_directory.h"

namespace tertulia::daemon::data_tools_test {
namespace {

namespace fs = std::filesystem;

struct Fixture {
  Options importing(const std::string& text) {
    const auto file = directory.file("in");
    std::ofstream(file) << text;
    auto options = with_data();
    options.import_from = file;
    return options;
  }
  Options with_data() {
    Options options;
    options.data = directory.file("data");
    return options;
  }

  support::TemporaryDirectory directory;
};

constexpr auto* kEmpty = "{\"type\":\"meta\",\"format\":1,\"reserved\":7}\n";

TEST_CASE_FIXTURE(Fixture, "a tool needs the directory") {
  Options options;
  CHECK_FALSE(wants_data_tool(options));
  options.check_data = true;
  CHECK(wants_data_tool(options));
  CHECK_THROWS_WITH_AS(run_data_tool(options), "the archive is in the directory of --data",
                       base::StartFailure);
}

TEST_CASE_FIXTURE(Fixture, "what was imported is sound, and is exported again") {
  CHECK(run_data_tool(importing(kEmpty)) == 0);
  auto options = with_data();
  options.check_data = true;
  CHECK(run_data_tool(options) == 0);

  options = with_data();
  options.export_to = directory.file("out");
  CHECK(run_data_tool(options) == 0);
  CHECK(fs::status(options.export_to).permissions() == fs::perms{0600});
  const auto text = base::read_text_file(options.export_to, 1'000);
  REQUIRE(text);
  CHECK(text->starts_with("{\"type\":\"meta\""));
}

TEST_CASE_FIXTURE(Fixture, "what is no archive is not imported") {
  CHECK_THROWS_AS(run_data_tool(importing("nonsense\n")), base::StartFailure);
  auto options = with_data();
  options.import_from = directory.file("missing");
  CHECK_THROWS_AS(run_data_tool(options), base::StartFailure);
}

TEST_CASE_FIXTURE(Fixture, "nothing is imported while a server uses the directory") {
  const auto options = importing(kEmpty);
  const DataDirectory server(options.data);
  CHECK_THROWS_AS(run_data_tool(options), base::StartFailure);
}

/// The service owns the directory. If an attacker had taken it over, a link there led root, who
/// imported, to a file of root's.
TEST_CASE_FIXTURE(Fixture, "no tool follows a link in the place of the archive") {
  auto options = importing(kEmpty);
  const auto victim = directory.write("victim", "");
  fs::create_directory(options.data);
  fs::create_symlink(victim, archive_path(options.data));
  const auto refused = "cannot use " + archive_path(options.data) + ": it is a link";
  CHECK_THROWS_WITH_AS(run_data_tool(options), refused.c_str(), base::StartFailure);
  options = with_data();
  options.ban = {"list"};
  CHECK_THROWS_WITH_AS(run_data_tool(options), refused.c_str(), base::StartFailure);
  CHECK(fs::is_empty(victim));
}

TEST_CASE_FIXTURE(Fixture, "the directory itself may be a link") {
  const auto options = importing(kEmpty);
  fs::create_directory(directory.file("elsewhere"));
  fs::create_directory_symlink(directory.file("elsewhere"), options.data);
  CHECK(run_data_tool(options) == 0);
  CHECK(fs::exists(directory.file("elsewhere") + "/tertulia.db"));
}

// A backup of each night was empty from the night on in which the archive could not be read.
TEST_CASE_FIXTURE(Fixture, "an export that fails leaves the former one") {
  auto options = importing(kEmpty);
  REQUIRE(run_data_tool(options) == 0);
  options = with_data();
  options.export_to = directory.write("out", "the former one");
  std::ofstream(archive_path(options.data)) << std::string(5'000, 'x');
  CHECK_THROWS_AS(run_data_tool(options), base::StartFailure);
  CHECK(*base::read_text_file(options.export_to, 1'000) == "the former one");
  CHECK_FALSE(fs::exists(options.export_to + ".part"));
}

TEST_CASE_FIXTURE(Fixture, "an export replaces the former one, also behind a link") {
  REQUIRE(run_data_tool(importing(kEmpty)) == 0);
  auto options = with_data();
  const auto file = directory.write("out", "the former one");
  options.export_to = directory.file("link");
  fs::create_symlink(file, options.export_to);
  CHECK(run_data_tool(options) == 0);
  CHECK((*base::read_text_file(file, 1'000)).starts_with("{\"type\":\"meta\""));
  CHECK(fs::status(file).permissions() == fs::perms{0600});
  CHECK(fs::is_symlink(options.export_to));
}

TEST_CASE_FIXTURE(Fixture, "the archive is not exported over itself") {
  REQUIRE(run_data_tool(importing(kEmpty)) == 0);
  auto options = with_data();
  options.export_to = archive_path(options.data);
  CHECK_THROWS_AS(run_data_tool(options), base::StartFailure);
  options.export_to = directory.file("out");
  CHECK(run_data_tool(options) == 0);
}

TEST_CASE_FIXTURE(Fixture, "there must be an archive to check or to export") {
  auto options = with_data();
  options.check_data = true;
  CHECK_THROWS_AS(run_data_tool(options), base::StartFailure);
  options.check_data = false;
  options.export_to = directory.file("out");
  CHECK_THROWS_AS(run_data_tool(options), base::StartFailure);
}

}  // namespace
}  // namespace tertulia::daemon::data_tools_test
