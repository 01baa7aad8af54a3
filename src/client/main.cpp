#include <cstdio>
#include <exception>

#include "tertulia/base/standard_streams.h"
#include "tertulia/base/text.h"

#include "client/client.h"

int main(int argc, char** argv) {
  tertulia::base::complete_standard_streams();
  try {
    return tertulia::client::run(argc, argv);
  } catch (const std::exception& failure) {
    const auto reason = tertulia::base::safe(failure.what());
    std::fprintf(stderr, "tertulia: %s\n", reason.c_str());
    return 1;
  }
}
