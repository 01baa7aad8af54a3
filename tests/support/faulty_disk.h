#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <sqlite3.h>

namespace tertulia::support {

/// During its life, all databases that SQLite opens are on this disk. It is the system's, but
/// nothing waits for it, some calls fail, or the power fails: then nothing reaches the disk any
/// more. Any thread may use the files.
class FaultyDisk {
 public:
  /// What the disk keeps of what was written and not synchronized.
  enum class Survivors { all, none, some };

  FaultyDisk() : system_(*sqlite3_vfs_find(nullptr)), vfs_(system_) {
    vfs_.zName = "faulty";
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + system_.szOsFile;
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    REQUIRE(sqlite3_vfs_register(&vfs_, 1) == SQLITE_OK);
  }
  ~FaultyDisk() {
    sqlite3_vfs_register(&system_, 1);
    sqlite3_vfs_unregister(&vfs_);
  }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// The number of calls since the last `count_from_now()`.
  int calls() const {
    return locked([this] { return calls_; });
  }
  void count_from_now() {
    locked([this] { return calls_ = 0; });
  }
  /// From the call with this index on, so many calls fail with this code of SQLite.
  void fail(int index, int calls, int code) {
    locked([&] {
      fail_from_ = index;
      fail_until_ = index + calls;
      code_ = code;
      return 0;
    });
  }
  void heal() { fail(0, 0, SQLITE_OK); }
  /// Must be called before files are opened, in a test in which the power fails.
  void expect_power_failure() {
    locked([this] { return remembers_ = true; });
  }
  /// The power fails just before the call with this index.
  void lose_power(int index) {
    locked([&] { return power_until_ = index; });
  }
  bool has_power() const {
    return locked([this] { return calls_ <= power_until_; });
  }
  /// Called before each read, on the thread that reads. The read fails with this code of SQLite, if
  /// it is not SQLITE_OK.
  void before_reads(std::function<int()> call) {
    locked([&] {
      before_reads_ = std::move(call);
      return 0;
    });
  }

  /// What was on the disk when the power failed, for as many starts as a test wants.
  class Crash {
   public:
    /// Writes the files as they are after it. Precondition: all files are closed.
    void restore(Survivors survivors, unsigned seed) const {
      std::minstd_rand random(seed);
      for (const auto& [path, image] : images_) {
        auto content = image.synchronized;
        for (const auto& write : image.waiting) {
          if (survivors == Survivors::all || (survivors == Survivors::some && random() % 2 == 0)) {
            write(content);
          }
        }
        std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
        std::filesystem::remove(path + "-shm");
      }
    }

   private:
    friend class FaultyDisk;
    struct Image {
      std::string synchronized;
      std::vector<std::function<void(std::string& content)>> waiting;
    };
    std::map<std::string, Image> images_;
  };
  /// The power is on again. Precondition: all files are closed.
  Crash end_of_power_failure() {
    Crash crash;
    crash.images_.swap(images_);
    power_until_ = kNever;
    calls_ = 0;
    return crash;
  }

 private:
  static constexpr int kNever = 1'000'000'000;
  static constexpr std::size_t kSector = 512;

  struct File {
    sqlite3_file base;
    FaultyDisk* disk;
    const char* path;  ///< SQLite keeps it until the file is closed; empty for a temporary file.
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };
  using Image = Crash::Image;

  template <class Work>
  std::invoke_result_t<Work> locked(Work work) const {
    const std::lock_guard lock(mutex_);
    return work();
  }

  /// SQLITE_OK, or how the call fails. `change` happens to the image of the file if it succeeds.
  int begin(const std::string& path, const std::function<void(Image& image)>& change) {
    const std::lock_guard lock(mutex_);
    const int index = calls_++;
    if (index >= power_until_) return SQLITE_IOERR;
    if (index >= fail_from_ && index < fail_until_) return code_;
    if (remembers_ && !path.empty()) change(images_[path]);
    return SQLITE_OK;
  }

  static File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static sqlite3_file* real(sqlite3_file* file) { return file_of(file).real(); }
  static FaultyDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    auto& disk = disk_of(vfs);
    auto& mine = file_of(file);
    mine.base.pMethods = nullptr;
    const int result = disk.system_.xOpen(&disk.system_, name, mine.real(), flags, out);
    if (result != SQLITE_OK) return result;
    mine.disk = &disk;
    mine.path = name == nullptr ? "" : name;
    mine.base.pMethods = &methods();
    disk.remember(mine.path);
    return SQLITE_OK;
  }

  /// What is there at first is on the disk.
  void remember(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (!remembers_ || path.empty() || images_.contains(path) || calls_ > power_until_) return;
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    images_[path].synchronized = content.str();
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int /*sync*/) {
    auto& disk = disk_of(vfs);
    const int result = disk.begin("", {});
    if (result != SQLITE_OK) return result;
    disk.locked([&] { return disk.images_.erase(name); });
    return disk.system_.xDelete(&disk.system_, name, 0);
  }

  static int read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
    auto& disk = *file_of(file).disk;
    const auto call = disk.locked([&] { return disk.before_reads_; });
    const int result = call ? call() : SQLITE_OK;
    if (result != SQLITE_OK) return result;
    return real(file)->pMethods->xRead(real(file), to, size, offset);
  }
  static int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    const auto& mine = file_of(file);
    const std::string data(static_cast<const char*>(from), static_cast<std::size_t>(size));
    const int result = mine.disk->begin(
        mine.path, [&](Image& image) { add_write(image, data, static_cast<std::size_t>(offset)); });
    return result != SQLITE_OK ? result
                               : real(file)->pMethods->xWrite(real(file), from, size, offset);
  }
  /// A disk writes whole sectors, in any order.
  static void add_write(Image& image, const std::string& data, std::size_t offset) {
    for (std::size_t at = 0; at < data.size(); at += kSector) {
      image.waiting.emplace_back(
          [part = data.substr(at, kSector), to = offset + at](auto& content) {
            if (content.size() < to + part.size()) content.resize(to + part.size());
            content.replace(to, part.size(), part);
          });
    }
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const auto& mine = file_of(file);
    const int result = mine.disk->begin(mine.path, [&](Image& image) {
      image.waiting.emplace_back(
          [size](auto& content) { content.resize(static_cast<std::size_t>(size)); });
    });
    return result != SQLITE_OK ? result : real(file)->pMethods->xTruncate(real(file), size);
  }
  static int sync(sqlite3_file* file, int /*flags*/) {
    const auto& mine = file_of(file);
    return mine.disk->begin(mine.path, [](Image& image) {
      for (const auto& change : image.waiting) change(image.synchronized);
      image.waiting.clear();
    });
  }

  /// The others are the system's own.
  static const sqlite3_io_methods& methods() {
    static const sqlite3_io_methods kMethods{
        2,
        [](auto* f) { return real(f)->pMethods->xClose(real(f)); },
        read,
        write,
        truncate,
        sync,
        [](auto* f, auto* size) { return real(f)->pMethods->xFileSize(real(f), size); },
        [](auto* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); },
        [](auto* f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); },
        [](auto* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
        [](auto* f, int op, void* arg) {
          return real(f)->pMethods->xFileControl(real(f), op, arg);
        },
        [](auto* f) { return real(f)->pMethods->xSectorSize(real(f)); },
        [](auto* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
        [](auto* f, int page, int size, int extend, void volatile** out) {
          return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
        },
        [](auto* f, int offset, int count, int flags) {
          return real(f)->pMethods->xShmLock(real(f), offset, count, flags);
        },
        [](auto* f) { real(f)->pMethods->xShmBarrier(real(f)); },
        [](auto* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
        nullptr,
        nullptr};
    return kMethods;
  }

  sqlite3_vfs& system_;
  sqlite3_vfs vfs_;
  mutable std::mutex mutex_;
  bool remembers_ = false;
  int calls_ = 0;
  int fail_from_ = 0;
  int fail_until_ = 0;
  int code_ = SQLITE_OK;
  int power_until_ = kNever;
  std::function<int()> before_reads_;
  std::map<std::string, Image> images_;
};

}  // namespace tertulia::support
