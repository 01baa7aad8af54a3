#include "client/first_steps.h"

#include "tertulia/base/translate.h"

namespace tertulia::client {

bool needs_first_steps(const Options& options, bool terminal) {
  return terminal && !options.server_given;
}

std::vector<std::string> first_steps(const Options& options) {
  const auto* mode = options.duo ? " --duo" : "";
  return {base::tr("tertulia: there is no server on this machine. Start one: tertuliad{}", mode),
          base::tr("Or connect to a server elsewhere: tertulia{} HOST", mode),
          base::tr("The manual says more: man tertulia")};
}

}  // namespace tertulia::client
