#pragma once

#include <cstdint>
#include <string>

#include <time.h>

namespace tertulia::bench {

/// The server under test, looked at from outside, all its threads together.
class ServerProcess {
 public:
  /// Throws when there is no such process.
  explicit ServerProcess(int pid);

  /// Processor time, of user and system, in ns: the kernel's own count, exact to less than a tick.
  std::int64_t cpu() const;
  /// Bytes of memory that are its own (proportional set size).
  std::uint64_t memory() const;
  /// Bytes resident now, and at most since `forget_peak()`.
  std::uint64_t resident() const;
  std::uint64_t peak() const;
  void forget_peak() const;

 private:
  /// The value of `field`, in bytes, in a file of /proc/PID that has lines `FIELD: N kB`.
  std::uint64_t read_field(const std::string& file, const std::string& field) const;

  std::string directory_;
  clockid_t clock_{};
};

}  // namespace tertulia::bench
