// Preloaded into a program (LD_PRELOAD), this library makes calls for the files of an archive fail,
// as long as the file named by FAILING_DISK has two numbers: an errno, and N. One call in N fails.
// If the errno is 0, the program is killed instead, just before the call.
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

constexpr std::string_view kArchive = "/tertulia.db";  // and its -wal, -shm, -journal

bool is_archive(int fd) {
  std::array<char, 32> link{};
  std::array<char, 512> path{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", fd);
  const auto size = ::readlink(link.data(), path.data(), path.size());
  return size > 0 && std::string_view(path.data(), static_cast<std::size_t>(size)).find(kArchive) !=
                         std::string_view::npos;
}

/// Whether the disk fails now; then errno says how.
bool fails(int fd) {
  static std::atomic<std::uint32_t> calls = 0;
  const auto* name = std::getenv("FAILING_DISK");
  auto* file = name == nullptr ? nullptr : std::fopen(name, "re");
  if (file == nullptr) return false;
  int error = 0;
  std::uint32_t one_in = 0;
  const bool is_set = std::fscanf(file, "%d %u", &error, &one_in) == 2 && one_in > 0;
  std::fclose(file);
  if (!is_set || !is_archive(fd)) return false;
  // Calls come in cycles, which an equal step would always hit at one place.
  const auto mixed = (++calls * 2'654'435'761U) >> 16U;
  if (mixed % one_in != 0) return false;
  if (error == 0) ::kill(::getpid(), SIGKILL);
  errno = error;
  return true;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  static auto* const real = next<decltype(pwrite64)>("pwrite64");
  return fails(fd) ? -1 : real(fd, data, size, offset);
}

int fsync(int fd) {
  static auto* const real = next<decltype(fsync)>("fsync");
  return fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
  static auto* const real = next<decltype(fdatasync)>("fdatasync");
  return fails(fd) ? -1 : real(fd);
}

int ftruncate64(int fd, off64_t size) noexcept {
  static auto* const real = next<int(int, off64_t)>("ftruncate64");
  return fails(fd) ? -1 : real(fd, size);
}

}  // extern "C"
