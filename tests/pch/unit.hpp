// The precompiled header of the unit tests: what most of them include. It names nothing of this project,
// so that clang-tidy, which reads it too, still sees each header that it checks.

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
