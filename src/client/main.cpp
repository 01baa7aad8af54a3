#include <exception>
#include <string>

#include "tertulia/base/standard_streams.h"

#include "client/client.h"

int main(int argc, char** argv) {
  tertulia::base::complete_standard_streams();
  try {
    return tertulia::client::run(argc, argv);
  } catch (const std::exception& failure) {
    tertulia::base::print_last_error(std::string("tertulia: ") + failure.what());
    return 1;
  }
}
