#include "daemon/snapshot.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/lines.h"

namespace tertulia::daemon::snapshot_test {
namespace {

using base::Duration;
using base::Instant;
using support::Lines;

Snapshot sample() {
  Snapshot sample;
  sample.client_counts = {3, 2, 1, 8, 9, 41, 31};
  sample.statistics = {10, 4, 5, 42, 6, 700, 8'000, 12, 13, 32, 33, 34, 35, 14, 15};
  sample.traffic = {90'000, 12'345'678'901};
  sample.process = {5'242'880, 17, 1'024, 1.25};
  sample.uptime = Duration{62'500};
  sample.started = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000));
  return sample;
}

Snapshot sample_with_archive() {
  using std::chrono::microseconds;
  auto now = sample();
  now.archive = {.stored_messages = 21,
                 .removed_messages = 22,
                 .waiting_messages = 23,
                 .failures = 24,
                 .database_bytes = 25'000,
                 .commits = {26, microseconds{1'500'000}, microseconds{900}},
                 .searches = {27, microseconds{250'000}, microseconds{800}}};
  return now;
}

Lines metrics(const Snapshot& snapshot = sample_with_archive()) {
  Lines lines;
  std::istringstream text(to_metrics(snapshot));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

bool told(const std::string& line) {
  const auto all = metrics();
  return std::ranges::find(all, line) != all.end();
}

TEST_CASE("the log line has all numbers") {
  CHECK(to_log(sample()) ==
        "uptime=62s named=3 nameless=2 waiting=1 detached=8 rooms=9 bans=41 accounts=31 "
        "logins_key=32 "
        "logins_password=33 logins_wrong=34 logins_refused=35 connections=10 refused_full=4 "
        "refused_address=5 refused_banned=42 "
        "slow_readers_dropped=6 lines_received=700 lines_sent=8000 resumes=12 resume_failures=13 "
        "bytes_received=90000 "
        "bytes_sent=12345678901 memory=5242880 descriptors=17 most_descriptors=1024");
  CHECK(to_log(sample_with_archive()) ==
        to_log(sample()) +
            " archived=21 waiting_for_archive=15 not_archived=14 removed=22 archive_failures=24 "
            "archive_bytes=25000");
}

TEST_CASE("Prometheus gets each number with its name") {
  for (const auto* line : {"tertulia_build_info{version=\"" TERTULIA_VERSION "\"} 1",
                           "tertulia_clients{state=\"named\"} 3",
                           "tertulia_clients{state=\"nameless\"} 2",
                           "tertulia_clients{state=\"waiting\"} 1",
                           "tertulia_clients{state=\"detached\"} 8",
                           "tertulia_rooms 9",
                           "tertulia_accounts 31",
                           "tertulia_logins_total{result=\"key\"} 32",
                           "tertulia_logins_total{result=\"refused\"} 35",
                           "tertulia_bans 41",
                           "tertulia_resumes_total 12",
                           "tertulia_resume_failures_total 13",
                           "tertulia_archive_messages_total 21",
                           "tertulia_archive_waiting_messages 15",
                           "tertulia_archive_lost_messages_total 14",
                           "tertulia_archive_removed_messages_total 22",
                           "tertulia_archive_failures_total 24",
                           "tertulia_archive_bytes 25000",
                           "tertulia_archive_commit_seconds_sum 1.5",
                           "tertulia_archive_commit_seconds_count 26",
                           "tertulia_archive_search_seconds_sum 0.25",
                           "tertulia_archive_search_seconds_count 27",
                           "tertulia_connections_total 10",
                           "tertulia_connections_refused_total{reason=\"full\"} 4",
                           "tertulia_connections_refused_total{reason=\"address\"} 5",
                           "tertulia_connections_refused_total{reason=\"banned\"} 42",
                           "tertulia_slow_readers_dropped_total 6",
                           "tertulia_lines_received_total 700",
                           "tertulia_lines_sent_total 8000",
                           "tertulia_bytes_received_total 90000",
                           "tertulia_bytes_sent_total 12345678901",
                           "process_resident_memory_bytes 5242880",
                           "process_open_fds 17",
                           "process_max_fds 1024",
                           "process_cpu_seconds_total 1.25",
                           "process_start_time_seconds 1700000000"}) {
    CAPTURE(line);
    CHECK(told(line));
  }
}

TEST_CASE("each metric has one head before its samples, and the names of counters end in _total") {
  std::set<std::string> heads;
  std::set<std::string> summaries;  // the samples that must still come
  std::string name;
  for (const auto& line : metrics()) {
    CAPTURE(line);
    std::istringstream words(line);
    std::string hash;
    std::string kind;
    if (line.starts_with("# HELP ")) {
      words >> hash >> kind >> name;
      CHECK(heads.insert(name).second);
    } else if (line.starts_with("# TYPE ")) {
      CHECK(line.starts_with("# TYPE " + name + " "));
      CHECK(line.ends_with(" counter") == name.ends_with("_total"));
      if (line.ends_with(" summary")) summaries.insert({name + "_sum", name + "_count"});
    } else {
      const auto sample = line.substr(0, line.find_first_of("{ "));
      CHECK((sample == name || summaries.erase(sample) == 1));
    }
  }
  CHECK(heads.size() == 28);
  CHECK(summaries.empty());
}

TEST_CASE("a server that keeps nothing has no metrics of an archive") {
  for (const auto& line : metrics(sample())) CHECK(line.find("archive") == std::string::npos);
}

TEST_CASE("a process measures its resources") {
  const auto use = process_use();
  CHECK(use.memory > 100'000);
  CHECK(use.descriptors >= 3);
  CHECK(use.most_descriptors >= use.descriptors);
  CHECK(use.cpu > 0);
}

TEST_CASE("a rate is the number of lines since the last snapshot, divided by the time") {
  RateMeter meter;
  const Instant begin{std::chrono::hours(1)};
  CHECK(meter.per_second(100, begin) == 0);
  CHECK(meter.per_second(105, begin + Duration{10'000}) == 0.5);
  CHECK(meter.per_second(105, begin + Duration{20'000}) == 0);
  CHECK(meter.per_second(205, begin + Duration{20'500}) == 200);
  CHECK(meter.per_second(300, begin + Duration{20'500}) == 0);
}

TEST_CASE("the status is a readable line") {
  CHECK(to_status({}, 0) == "0 clients, 0.0 lines/s");
  CHECK(to_status({1, 0, 0}, 0.25) == "1 client, 0.2 lines/s");
  CHECK(to_status({1, 2, 3}, 1234) == "6 clients, 1234.0 lines/s");
}

}  // namespace
}  // namespace tertulia::daemon::snapshot_test
