#include "store/step_size.h"

#include <chrono>

#include <doctest/doctest.h>

namespace tertulia::store::step_size_test {
namespace {

using std::chrono::milliseconds;

void note(StepSize& size, milliseconds time, int steps = 1) {
  for (; steps > 0; --steps) size.note_step(time);
}

TEST_CASE("steps grow on a fast disk, up to a limit") {
  StepSize size;
  note(size, milliseconds{4}, 100);
  CHECK(size.messages() == StepSize::kMost);
}

TEST_CASE("steps that take too long become smaller at once, down to a limit") {
  StepSize size;
  const auto before = size.messages();
  note(size, milliseconds{11});
  CHECK(size.messages() == before / 2);
  note(size, milliseconds{11}, 100);
  CHECK(size.messages() == StepSize::kLeast);
  note(size, milliseconds{4});
  CHECK(size.messages() > StepSize::kLeast);
}

TEST_CASE("steps that take the wanted time stay as they are") {
  StepSize size;
  const auto before = size.messages();
  note(size, StepSize::kWanted, 10);
  note(size, 2 * StepSize::kWanted, 10);
  CHECK(size.messages() == before);
}

}  // namespace
}  // namespace tertulia::store::step_size_test
