#include "daemon/data_tools.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

#include <fmt/core.h>
#include <sys/stat.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/text.h"
#include "tertulia/store/tools.h"

#include "daemon/account_words.h"
#include "daemon/ban_words.h"
#include "daemon/console.h"
#include "daemon/data_directory.h"

namespace tertulia::daemon {
namespace {

namespace fs = std::filesystem;

constexpr auto* kStandardStream = "-";

template <class T>
T&& value_of(base::Result<T>&& result) {
  if (!result) throw base::StartFailure(result.error());
  return *std::move(result);
}

template <class Stream>
void open(Stream& file, const std::string& path) {
  file.open(path);
  if (!file)
    throw base::StartFailure(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
}

int check_data(const std::string& path) {
  const auto problems = value_of(store::check(path));
  for (const auto& problem : problems) fmt::print("{}: {}\n", path, problem);
  if (problems.empty()) fmt::print("{} is sound\n", path);
  return problems.empty() ? 0 : 1;
}

/// What is written has private rooms: the file is for its owner alone.
void export_to_file(const std::string& path, const std::string& to) {
  constexpr mode_t kNotForOthers = 0077;
  ::umask(kNotForOthers);
  std::ofstream file;
  open(file, to);
  value_of(store::export_to(path, file));
}

/// An export that fails must not leave a part of it in the place of a former one.
void replace_by_export(const std::string& path, const std::string& to) {
  const auto part = to + ".part";
  fs::remove(part);
  try {
    export_to_file(path, part);
    fs::rename(part, to);
  } catch (...) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw;
  }
}

int export_data(const std::string& path, const std::string& to) {
  if (to == kStandardStream) {
    value_of(store::export_to(path, std::cout));
  } else if (!fs::exists(to)) {
    replace_by_export(path, to);
  } else if (!fs::is_regular_file(to)) {
    export_to_file(path, to);
  } else if (fs::exists(path) && fs::equivalent(path, to)) {
    throw base::StartFailure(fmt::format("cannot export to {}: it is the archive itself", to));
  } else {
    replace_by_export(path, fs::canonical(to));
  }
  return 0;
}

int import_data(const Options& options) {
  const DataDirectory lock(options.data);
  const auto path = archive_path(options.data);
  std::ifstream file;
  if (options.import_from != kStandardStream) open(file, options.import_from);
  auto& in = file.is_open() ? static_cast<std::istream&>(file) : std::cin;
  const auto [messages, rooms] = value_of(store::import_from(in, path));
  fmt::print("read {} message{} into {}\n", messages, messages == 1 ? "" : "s", path);
  if (rooms > 0) {
    fmt::print("rooms without members: {} (the server removes them when it starts)\n", rooms);
  }
  return 0;
}

}  // namespace

std::string archive_path(const std::string& data) { return data + "/tertulia.db"; }

bool wants_data_tool(const Options& options) {
  return options.check_data || !options.export_to.empty() || !options.import_from.empty() ||
         !options.ban.empty() || !options.account.empty();
}

int run_data_tool(const Options& options) {
  if (options.data.empty()) throw base::StartFailure("the archive is in the directory of --data");
  const auto path = archive_path(options.data);
  if (options.check_data) return check_data(path);
  if (!options.export_to.empty()) return export_data(path, options.export_to);
  if (!options.account.empty()) {
    return run_console_command(options, account_command(options.account));
  }
  if (!options.ban.empty()) return run_console_command(options, ban_command(options.ban));
  return import_data(options);
}

}  // namespace tertulia::daemon
