#pragma once

#include <optional>
#include <string>

#include "tertulia/base/clock.h"
#include "tertulia/base/result.h"
#include "tertulia/reactor/certificate.h"

namespace tertulia::client {

/// The user's own key, with a certificate for it: the client shows it to each server with TLS, so
/// that a name can belong to it. Reads `DIRECTORY/identity.pem`, and makes it (mode 0600) if it
/// does not exist. Nothing if it cannot be made, as where the user has no home. An error if the
/// file exists and is damaged: a new key would not be the owner of the user's names.
base::Result<std::optional<reactor::Certificate>> own_identity(const std::string& directory,
                                                               base::WallTime now);

}  // namespace tertulia::client
