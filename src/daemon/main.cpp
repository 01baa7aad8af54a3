#include <exception>
#include <string>

#include "tertulia/base/log.h"
#include "tertulia/base/standard_streams.h"

#include "daemon/service.h"

int main(int argc, char** argv) {
  tertulia::base::complete_standard_streams();
  try {
    return tertulia::daemon::run(argc, argv);
  } catch (const std::exception& failure) {
    const std::string prefix(tertulia::base::log::prefix(tertulia::base::log::Level::error));
    tertulia::base::print_last_error(prefix + "tertuliad: " + failure.what());
    return 1;
  }
}
