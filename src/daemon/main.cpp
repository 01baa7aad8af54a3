#include <cstdio>
#include <exception>
#include <string>

#include "tertulia/base/log.h"
#include "tertulia/base/standard_streams.h"
#include "tertulia/base/text.h"

#include "daemon/service.h"

int main(int argc, char** argv) {
  tertulia::base::complete_standard_streams();
  try {
    return tertulia::daemon::run(argc, argv);
  } catch (const std::exception& failure) {
    const std::string prefix(tertulia::base::log::prefix(tertulia::base::log::Level::error));
    const auto reason = tertulia::base::safe(failure.what());
    std::fprintf(stderr, "%stertuliad: %s\n", prefix.c_str(), reason.c_str());
    return 1;
  }
}
