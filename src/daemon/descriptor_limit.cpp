#include "daemon/descriptor_limit.h"

#include <algorithm>

#include <fmt/core.h>
#include <sys/resource.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/http_server.h"
#include "tertulia/server/admission.h"
#include "tertulia/server/rejected_connections.h"
#include "tertulia/server/sessions.h"

#include "daemon/platform.h"

namespace tertulia::daemon {
namespace {

/// Descriptors that are not for clients: standard streams, event loop, listeners, rejected
/// connections, those that may take over a session, those that drain without a client, connections
/// to the metrics.
constexpr rlim_t kOwnDescriptors =
    64 + server::RejectedConnections::kMax + server::Admission::kMaxTakeovers +
    server::Sessions::kMaxDraining + reactor::HttpServer::kMaxConnections;

}  // namespace

void raise_descriptor_limit(std::uint64_t max_clients) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = max_clients + kOwnDescriptors;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min({wanted, limit.rlim_max, platform::max_descriptors()});
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < wanted) {
    base::log::warn(
        fmt::format("the system allows {} file descriptors, but --max-clients {} needs {}",
                    limit.rlim_cur, max_clients, wanted));
  }
}

}  // namespace tertulia::daemon
