#include "daemon/data_tools.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

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
int export_data(const std::string& path, const std::string& to) {
  if (to == kStandardStream) {
    value_of(store::export_to(path, std::cout));
    return 0;
  }
  constexpr mode_t kNotForOthers = 0077;
  ::umask(kNotForOthers);
  std::ofstream file;
  open(file, to);
  value_of(store::export_to(path, file));
  return 0;
}

/// Root writes in a directory of the service. A link there could lead it to another file.
void refuse_link(const std::string& path) {
  if (!std::filesystem::is_symlink(path)) return;
  throw base::StartFailure(fmt::format("cannot import into {}: it is a link", path));
}

int import_data(const Options& options) {
  const DataDirectory lock(options.data);
  const auto path = archive_path(options.data);
  refuse_link(path);
  std::ifstream file;
  if (options.import_from != kStandardStream) open(file, options.import_from);
  auto& in = file.is_open() ? static_cast<std::istream&>(file) : std::cin;
  const auto count = value_of(store::import_from(in, path));
  fmt::print("read {} message{} into {}\n", count, count == 1 ? "" : "s", path);
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
