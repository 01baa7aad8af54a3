#include "client/data_home.h"

#include <filesystem>
#include <system_error>

#include <sys/stat.h>

namespace tertulia::client {

std::string data_home(base::Environment environment) {
  const auto data = environment("XDG_DATA_HOME");
  if (data.starts_with('/')) return std::string(data) + "/tertulia";
  const auto home = environment("HOME");
  return home.empty() ? std::string{} : std::string(home) + "/.local/share/tertulia";
}

/// The directories of the specification are for the user alone.
bool make_data_home(const std::string& directory) {
  if (directory.empty()) return false;
  constexpr mode_t kOwnerOnly = 0700;
  std::error_code error;
  for (const auto& part :
       {std::filesystem::path(directory).parent_path().parent_path(),
        std::filesystem::path(directory).parent_path(), std::filesystem::path(directory)}) {
    ::mkdir(part.c_str(), kOwnerOnly);
  }
  return std::filesystem::is_directory(directory, error);
}

bool is_unused(const std::string& path) {
  std::error_code error;
  return std::filesystem::symlink_status(path, error).type() ==
         std::filesystem::file_type::not_found;
}

}  // namespace tertulia::client
