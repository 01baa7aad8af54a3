// Preloaded into a program (LD_PRELOAD), this library makes system calls fail: interrupted, not
// ready, short, out of a resource, a full disk for standard error, a wall clock that jumps. A
// program that handles these failures loses nothing. The choices follow from the number in
// FAILING_CALLS. At the end it prints the number of failed calls to standard error.
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

constexpr std::uint32_t kOneIn = 16;
constexpr std::uint32_t kAcceptsOneIn = 64;  // each can cost 0.1 s
constexpr int kFirstLines = 8;               // of the log, because the test waits for them

class Chance {
 public:
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::uint32_t>(state_ >> 33U) % bound;
  }
  template <std::size_t Size>
  int failure(const std::array<int, Size>& errors, int& count) {
    ++count;
    errno = errors.at(below(Size));
    return -1;
  }

 private:
  static std::uint64_t seed() {
    const auto* text = std::getenv("FAILING_CALLS");
    return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
  }
  std::uint64_t state_ = seed();
};

struct Failed {
  ~Failed() {
    std::fprintf(stderr, "failing calls: accept %d, send %d, write %d, read %d, log %d, clock %d\n",
                 accepts, sends, writes, reads, logs, clocks);
  }
  int accepts = 0, sends = 0, writes = 0, reads = 0, logs = 0, clocks = 0;
};

Chance& chance() {
  static Chance instance;
  return instance;
}

Failed& failed() {
  static Failed instance;
  return instance;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

constexpr std::array kNotNow{EAGAIN, EINTR};

}  // namespace

extern "C" {

int accept4(int fd, sockaddr* address, socklen_t* length, int flags) {
  static auto* const real = next<decltype(accept4)>("accept4");
  if (chance().below(kAcceptsOneIn) > 0) return real(fd, address, length, flags);
  return chance().failure(
      std::array{ECONNABORTED, EINTR, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPROTO, EPERM},
      failed().accepts);
}

ssize_t send(int fd, const void* data, size_t size, int flags) {
  static auto* const real = next<decltype(send)>("send");
  const auto what = chance().below(kOneIn);
  if (what == 0) return chance().failure(kNotNow, failed().sends);
  if (what > 1 || size < 2) return real(fd, data, size, flags);
  ++failed().sends;
  return real(fd, data, 1 + chance().below(static_cast<std::uint32_t>(size - 1)), flags);
}

ssize_t writev(int fd, const iovec* parts, int count) {
  static auto* const real = next<decltype(writev)>("writev");
  const auto what = chance().below(kOneIn);
  if (what == 0) return chance().failure(kNotNow, failed().writes);
  if (what > 1 || parts->iov_len < 2) return real(fd, parts, count);
  ++failed().writes;
  const iovec part{parts->iov_base, parts->iov_len / 2};
  return real(fd, &part, 1);
}

ssize_t readv(int fd, const iovec* parts, int count) {
  static auto* const real = next<decltype(readv)>("readv");
  const auto what = chance().below(kOneIn);
  if (what == 0) return chance().failure(kNotNow, failed().reads);
  if (what > 1 || parts->iov_len == 0) return real(fd, parts, count);
  ++failed().reads;
  const iovec part{parts->iov_base, 1};
  return real(fd, &part, 1);
}

ssize_t write(int fd, const void* data, size_t size) {
  static auto* const real = next<decltype(write)>("write");
  static int lines = 0;
  if (fd != STDERR_FILENO || lines++ < kFirstLines || chance().below(kOneIn) > 0) {
    return real(fd, data, size);
  }
  return chance().failure(std::array{ENOSPC, EIO, EINTR, EAGAIN}, failed().logs);
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  static auto* const real = next<int(clockid_t, timespec*)>("clock_gettime");
  const int result = real(clock, time);
  if (clock == CLOCK_REALTIME && chance().below(kOneIn) == 0) {
    ++failed().clocks;
    time->tv_sec += static_cast<time_t>(chance().below(20'000'000)) - 10'000'000;
  }
  return result;
}

}  // extern "C"
