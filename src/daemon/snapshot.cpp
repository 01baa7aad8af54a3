#include "daemon/snapshot.h"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace tertulia::daemon {
namespace {

/// One number of the log and of the metrics. The rows of one metric are adjacent.
struct Row {
  std::string_view key;  ///< The number's name in the log.
  std::string_view metric;
  std::string_view label;
  std::string_view type;
  std::string_view help;
  std::uint64_t (*read)(const Snapshot&);
};

constexpr auto* kGauge = "gauge";
constexpr auto* kCounter = "counter";
constexpr auto* kClients = "Connected clients, and clients that may reconnect.";
constexpr auto* kRefused =
    "Connections refused, by the limit that was reached, or because of a ban.";
constexpr auto* kLogins = "Logins to registered names, by their result.";

constexpr std::array kRows{
    Row{"named", "tertulia_clients", R"(state="named")", kGauge, kClients,
        [](const Snapshot& now) -> std::uint64_t { return now.client_counts.named; }},
    Row{"nameless", "tertulia_clients", R"(state="nameless")", kGauge, kClients,
        [](const Snapshot& now) -> std::uint64_t { return now.client_counts.nameless; }},
    Row{"waiting", "tertulia_clients", R"(state="waiting")", kGauge, kClients,
        [](const Snapshot& now) -> std::uint64_t { return now.client_counts.waiting; }},
    Row{"detached", "tertulia_clients", R"(state="detached")", kGauge, kClients,
        [](const Snapshot& now) -> std::uint64_t { return now.client_counts.detached; }},
    Row{"rooms", "tertulia_rooms", "", kGauge, "Rooms, with the lobby.",
        [](const Snapshot& now) -> std::uint64_t { return now.client_counts.rooms; }},
    Row{"bans", "tertulia_bans", "", kGauge, "Bans of names and networks.",
        [](const Snapshot& now) -> std::uint64_t { return now.client_counts.bans; }},
    Row{"accounts", "tertulia_accounts", "", kGauge, "Registered names.",
        [](const Snapshot& now) -> std::uint64_t { return now.client_counts.accounts; }},
    Row{"logins_key", "tertulia_logins_total", R"(result="key")", kCounter, kLogins,
        [](const Snapshot& now) { return now.statistics.logins_by_key; }},
    Row{"logins_password", "tertulia_logins_total", R"(result="password")", kCounter, kLogins,
        [](const Snapshot& now) { return now.statistics.logins_by_password; }},
    Row{"logins_wrong", "tertulia_logins_total", R"(result="wrong")", kCounter, kLogins,
        [](const Snapshot& now) { return now.statistics.wrong_passwords; }},
    Row{"logins_refused", "tertulia_logins_total", R"(result="refused")", kCounter, kLogins,
        [](const Snapshot& now) { return now.statistics.refused_passwords; }},
    Row{"connections", "tertulia_connections_total", "", kCounter, "Connections accepted.",
        [](const Snapshot& now) { return now.statistics.connections; }},
    Row{"refused_full", "tertulia_connections_refused_total", R"(reason="full")", kCounter,
        kRefused, [](const Snapshot& now) { return now.statistics.refused_full; }},
    Row{"refused_address", "tertulia_connections_refused_total", R"(reason="address")", kCounter,
        kRefused, [](const Snapshot& now) { return now.statistics.refused_address; }},
    Row{"refused_banned", "tertulia_connections_refused_total", R"(reason="banned")", kCounter,
        kRefused, [](const Snapshot& now) { return now.statistics.refused_banned; }},
    Row{"slow_readers_dropped", "tertulia_slow_readers_dropped_total", "", kCounter,
        "Connections closed because the client read too slowly.",
        [](const Snapshot& now) { return now.statistics.slow_readers_dropped; }},
    Row{"lines_received", "tertulia_lines_received_total", "", kCounter,
        "Lines received from clients.",
        [](const Snapshot& now) { return now.statistics.lines_received; }},
    Row{"lines_sent", "tertulia_lines_sent_total", "", kCounter,
        "Lines sent to clients, counted once for each recipient.",
        [](const Snapshot& now) { return now.statistics.lines_sent; }},
    Row{"resumes", "tertulia_resumes_total", "", kCounter,
        "Sessions resumed over another connection.",
        [](const Snapshot& now) { return now.statistics.resumes; }},
    Row{"resume_failures", "tertulia_resume_failures_total", "", kCounter,
        "Attempts to resume a session that does not exist.",
        [](const Snapshot& now) { return now.statistics.resume_failures; }},
    Row{"bytes_received", "tertulia_bytes_received_total", "", kCounter,
        "Bytes received from clients.", [](const Snapshot& now) { return now.traffic.received; }},
    Row{"bytes_sent", "tertulia_bytes_sent_total", "", kCounter, "Bytes sent to clients.",
        [](const Snapshot& now) { return now.traffic.sent; }},
    Row{"memory", "process_resident_memory_bytes", "", kGauge, "Resident memory in bytes.",
        [](const Snapshot& now) { return now.process.memory; }},
    Row{"descriptors", "process_open_fds", "", kGauge, "Open file descriptors.",
        [](const Snapshot& now) { return now.process.descriptors; }},
    Row{"most_descriptors", "process_max_fds", "", kGauge,
        "Maximum number of open file descriptors.",
        [](const Snapshot& now) { return now.process.most_descriptors; }},
};

constexpr auto* kCommits =
    "Time from the hand-over of messages to the archive until they are stored.";
constexpr auto* kSearches = "Time of the answers to questions to the archive.";

/// The same for a server with an archive.
struct ArchiveRow {
  std::string_view key;
  std::string_view metric;
  std::string_view type;
  std::string_view help;
  std::uint64_t (*read)(const Snapshot&);
};

constexpr std::array kArchiveRows{
    ArchiveRow{"archived", "tertulia_archive_messages_total", kCounter,
               "Messages stored in the archive.",
               [](const Snapshot& now) { return now.archive->stored_messages; }},
    ArchiveRow{"waiting_for_archive", "tertulia_archive_waiting_messages", kGauge,
               "Messages that wait for the archive.",
               [](const Snapshot& now) { return now.statistics.waiting_for_archive; }},
    ArchiveRow{"not_archived", "tertulia_archive_lost_messages_total", kCounter,
               "Messages that are not archived, because too many waited.",
               [](const Snapshot& now) { return now.statistics.not_archived; }},
    ArchiveRow{"removed", "tertulia_archive_removed_messages_total", kCounter,
               "Messages removed from the archive, by age, size or with their room.",
               [](const Snapshot& now) { return now.archive->removed_messages; }},
    ArchiveRow{"archive_failures", "tertulia_archive_failures_total", kCounter,
               "Failures to store, to read or to remove.",
               [](const Snapshot& now) { return now.archive->failures; }},
    ArchiveRow{"archive_bytes", "tertulia_archive_bytes", kGauge, "Size of the archive in bytes.",
               [](const Snapshot& now) { return now.archive->database_bytes; }},
};

template <class Value>
void append_sample(std::string& out, std::string_view metric, std::string_view label, Value value) {
  const bool labelled = !label.empty();
  out +=
      fmt::format("{}{}{}{} {}\n", metric, labelled ? "{" : "", label, labelled ? "}" : "", value);
}

void append_head(std::string& out, std::string_view metric, std::string_view type,
                 std::string_view help) {
  out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", metric, help, type);
}

void append_timing(std::string& out, std::string_view metric, std::string_view help,
                   const store::Timing& timing) {
  const std::chrono::duration<double> total = timing.total;
  append_head(out, metric, "summary", help);
  append_sample(out, fmt::format("{}_sum", metric), "", total.count());
  append_sample(out, fmt::format("{}_count", metric), "", timing.count);
}

void append_archive(std::string& out, const Snapshot& snapshot) {
  for (const auto& row : kArchiveRows) {
    append_head(out, row.metric, row.type, row.help);
    append_sample(out, row.metric, "", row.read(snapshot));
  }
  append_timing(out, "tertulia_archive_commit_seconds", kCommits, snapshot.archive->commits);
  append_timing(out, "tertulia_archive_search_seconds", kSearches, snapshot.archive->searches);
}

}  // namespace

std::string to_log(const Snapshot& snapshot) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(snapshot.uptime).count();
  auto line = fmt::format("uptime={}s", seconds);
  for (const auto& row : kRows) {
    line += fmt::format(" {}={}", row.key, row.read(snapshot));
  }
  if (!snapshot.archive) return line;
  for (const auto& row : kArchiveRows) {
    line += fmt::format(" {}={}", row.key, row.read(snapshot));
  }
  return line;
}

std::string to_metrics(const Snapshot& snapshot) {
  std::string out;
  append_head(out, "tertulia_build_info", kGauge, "Version of the running server.");
  append_sample(out, "tertulia_build_info", "version=\"" TERTULIA_VERSION "\"", 1);
  std::string_view last;
  for (const auto& row : kRows) {
    if (std::exchange(last, row.metric) != row.metric) {
      append_head(out, row.metric, row.type, row.help);
    }
    append_sample(out, row.metric, row.label, row.read(snapshot));
  }
  if (snapshot.archive) append_archive(out, snapshot);
  append_head(out, "process_cpu_seconds_total", kCounter, "Processor time in seconds.");
  append_sample(out, "process_cpu_seconds_total", "", snapshot.process.cpu);
  append_head(out, "process_start_time_seconds", kGauge,
              "Start time of the process in seconds since the Unix epoch.");
  append_sample(out, "process_start_time_seconds", "", snapshot.started.time_since_epoch().count());
  return out;
}

double RateMeter::per_second(std::uint64_t count, base::Instant now) {
  const auto before = std::exchange(count_, count);
  const auto last = std::exchange(at_, now);
  const std::chrono::duration<double> passed = now - last;
  if (last == base::Instant{} || passed.count() <= 0) return 0;
  return static_cast<double>(count - before) / passed.count();
}

std::string to_status(const server::ClientCounts& client_counts, double lines_per_second) {
  const auto clients = client_counts.named + client_counts.nameless + client_counts.waiting;
  return fmt::format("{} client{}, {:.1f} lines/s", clients, clients == 1 ? "" : "s",
                     lines_per_second);
}

}  // namespace tertulia::daemon
