#pragma once

#include <stdexcept>

namespace tertulia::base {

/// The program cannot start or cannot go on: `main` prints `what()`, one line, and exits with 1.
class StartFailure : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace tertulia::base
