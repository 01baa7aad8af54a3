#include "tertulia/base/log.h"

#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/lines.h"

namespace tertulia::base::log::log_test {
namespace {

using support::Lines;

/// Redirects the log into this object during its life.
struct Redirected {
  Redirected() {
    redirect([this](std::string_view line) { lines.emplace_back(line); });
  }
  ~Redirected() {
    set_level(Level::info);
    redirect({});
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

  void say_everything() {
    debug("d");
    info("i");
    warn("w");
    error("e");
  }
  Lines lines;
};

bool ends(const std::string& line, std::string_view end) { return line.ends_with(end); }

TEST_CASE("levels have names") {
  for (const auto level : {Level::debug, Level::info, Level::warn, Level::error, Level::off}) {
    CHECK(*parse_level(format_level(level)) == level);
  }
  CHECK(format_level(Level::warn) == "warn");
  CHECK(parse_level("loud").error() ==
        "unknown level 'loud'; use one of debug, info, warn, error, off");
  CHECK_FALSE(parse_level(""));
}

/// `log-level = warning`, the name in syslog and in systemd, was refused.
TEST_CASE("the names of syslog are read in any case") {
  for (const auto* name : {"warn", "warning", "WARNING", "Notice"}) {
    CHECK(*parse_level(name) == Level::warn);
  }
  for (const auto* name : {"error", "err", "crit", "alert", "emerg", "ERR"}) {
    CHECK(*parse_level(name) == Level::error);
  }
  CHECK(*parse_level("INFO") == Level::info);
}

TEST_CASE_FIXTURE(Redirected, "a line has a time, a level and the text, and no newline") {
  warn("something {} happened");
  REQUIRE(lines.size() == 1);
  CHECK(ends(lines[0], " warning: something {} happened"));
  CHECK(lines[0].size() ==
        std::string("2000-01-01 00:00:00 warning: something {} happened").size());
  CHECK(lines[0].find('\n') == std::string::npos);
}

TEST_CASE_FIXTURE(Redirected, "a line below the level is not written") {
  struct Row {
    Level level;
    std::size_t lines;
  };
  for (const auto& row : {Row{Level::debug, 4}, Row{Level::info, 3}, Row{Level::warn, 2},
                          Row{Level::error, 1}, Row{Level::off, 0}}) {
    CAPTURE(format_level(row.level));
    lines.clear();
    set_level(row.level);
    say_everything();
    CHECK(lines.size() == row.lines);
    CHECK(enabled(Level::error) == (row.level <= Level::error));
    CHECK(enabled(Level::debug) == (row.level == Level::debug));
  }
}

TEST_CASE_FIXTURE(Redirected, "the level outlives a redirection") {
  set_level(Level::warn);
  Lines others;
  redirect([&others](std::string_view line) { others.emplace_back(line); });
  say_everything();
  CHECK(lines.empty());
  CHECK(others.size() == 2);
}

TEST_CASE_FIXTURE(Redirected, "a line for the journal has a priority and no time") {
  CHECK(prefix(Level::error).empty());
  set_level(Level::debug);
  set_form(Form::journal);
  say_everything();
  CHECK(lines == Lines{"<7>d", "<6>i", "<4>w", "<3>e"});
  CHECK(prefix(Level::error) == "<3>");
  CHECK(prefix(Level::off).empty());
  set_form(Form::dated);
  info("i");
  CHECK(ends(lines.back(), " info: i"));
}

TEST_CASE("the journal is recognized by its device and inode") {
  struct stat status {};
  REQUIRE(::fstat(STDIN_FILENO, &status) == 0);
  const auto name = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  CHECK(is_journal(name, STDIN_FILENO));
  CHECK_FALSE(is_journal(name + "1", STDIN_FILENO));
  CHECK_FALSE(is_journal("0:0", STDIN_FILENO));
  CHECK_FALSE(is_journal("", STDIN_FILENO));
  CHECK_FALSE(is_journal(name, -1));
}

TEST_CASE("without a redirection the log is not redirected") {
  Lines lines;
  redirect([&lines](std::string_view line) { lines.emplace_back(line); });
  redirect({});
  set_level(Level::off);
  error("nobody hears this");
  set_level(Level::info);
  CHECK(lines.empty());
}

}  // namespace
}  // namespace tertulia::base::log::log_test
