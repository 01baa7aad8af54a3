#include <cstdio>
#include <exception>

#include "tertulia/base/standard_streams.h"

#include "client/client.h"

int main(int argc, char** argv) {
  tertulia::base::complete_standard_streams();
  try {
    return tertulia::client::run(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "tertulia: %s\n", failure.what());
    return 1;
  }
}
