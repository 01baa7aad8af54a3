#pragma once

#include <cstdint>
#include <string>

#include <time.h>

namespace tertulia::bench {

/// The server under test, observed from outside, with all its threads.
class ServerProcess {
 public:
  /// Throws if there is no such process.
  explicit ServerProcess(int pid);

  /// User and system time in ns: the kernel's count, which is more exact than a tick.
  std::int64_t cpu() const;
  /// Its proportional set size in bytes.
  std::uint64_t memory() const;
  /// Resident bytes now, and the peak since `forget_peak()`.
  std::uint64_t resident() const;
  std::uint64_t peak() const;
  void forget_peak() const;

 private:
  /// The value of `field` in bytes, from a file of /proc/PID with lines `FIELD: N kB`.
  std::uint64_t read_field(const std::string& file, const std::string& field) const;

  std::string directory_;
  clockid_t clock_{};
};

}  // namespace tertulia::bench
