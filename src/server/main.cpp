#include <cstdio>
#include <exception>

#include "tertulia/base/standard_streams.h"
#include "tertulia/server/service.h"

int main(int argc, char** argv) {
  tertulia::base::complete_standard_streams();
  try {
    return tertulia::server::run(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "tertuliad: %s\n", failure.what());
    return 1;
  }
}
