#include "client/identity.h"

#include "tertulia/base/private_file.h"

#include "client/data_home.h"

namespace tertulia::client {
namespace {

/// The name of the machine or of the user would tell each server more than it needs.
constexpr auto* kName = "tertulia";

bool make(const std::string& directory, const std::string& path) {
  if (!make_data_home(directory)) return false;
  const auto pair = reactor::make_self_signed(kName);
  return static_cast<bool>(
      base::write_private_file(path, pair.key + pair.certificate, base::Existing::keep));
}

}  // namespace

base::Result<std::optional<reactor::Certificate>> own_identity(const std::string& directory,
                                                               base::WallTime now) {
  const auto path = directory + "/identity.pem";
  if (directory.empty() || (is_unused(path) && !make(directory, path))) {
    return std::optional<reactor::Certificate>{};
  }
  const auto loaded = reactor::Certificate::load(path, path, now);
  if (!loaded) return base::Error{loaded.error()};
  return std::optional(*loaded);
}

}  // namespace tertulia::client
