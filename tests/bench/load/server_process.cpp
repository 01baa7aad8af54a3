#include "bench/load/server_process.h"

#include <fstream>
#include <ios>
#include <limits>
#include <stdexcept>

#include <fmt/core.h>

#include "bench/load/clock.h"

namespace tertulia::bench {
namespace {

std::int64_t read_clock(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) throw std::runtime_error("the server has ended");
  return time.tv_sec * kSecond + time.tv_nsec;
}

}  // namespace

std::int64_t now() { return read_clock(CLOCK_MONOTONIC); }
std::int64_t own_cpu() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

ServerProcess::ServerProcess(int pid) : directory_(fmt::format("/proc/{}/", pid)) {
  if (clock_getcpuclockid(pid, &clock_) != 0) {
    throw std::runtime_error(fmt::format("there is no process {}", pid));
  }
}

std::int64_t ServerProcess::cpu() const { return read_clock(clock_); }
std::uint64_t ServerProcess::memory() const { return read_field("smaps_rollup", "Pss:"); }
std::uint64_t ServerProcess::resident() const { return read_field("status", "VmRSS:"); }
std::uint64_t ServerProcess::peak() const { return read_field("status", "VmHWM:"); }
void ServerProcess::forget_peak() const { std::ofstream(directory_ + "clear_refs") << '5'; }

std::uint64_t ServerProcess::read_field(const std::string& file, const std::string& field) const {
  std::ifstream lines(directory_ + file);
  for (std::string word; lines >> word;) {
    std::uint64_t kibibytes = 0;
    if (word == field && lines >> kibibytes) return kibibytes * 1024;
    lines.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  throw std::runtime_error(fmt::format("{}{} has no {}", directory_, file, field));
}

}  // namespace tertulia::bench
