#include <cstdio>
#include <exception>

#include "tertulia/client/client.h"

int main(int argc, char** argv) {
  try {
    return tertulia::client::run(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "tertulia: %s\n", failure.what());
    return 1;
  }
}
