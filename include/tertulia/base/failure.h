#pragma once

#include <stdexcept>

namespace tertulia::base {

/// The program cannot start or cannot continue. `main` prints `what()`, which is one line, and
/// exits with status 1.
class StartFailure : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace tertulia::base
