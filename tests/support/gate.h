#pragma once

#include <latch>

namespace tertulia::support {

/// Holds a thread at a known place: `pass()` returns after `open()`.
class Gate {
 public:
  void pass() {
    entered_.count_down();
    opened_.wait();
  }
  void wait_until_entered() const { entered_.wait(); }
  void open() { opened_.count_down(); }

 private:
  std::latch entered_{1};
  std::latch opened_{1};
};

}  // namespace tertulia::support
