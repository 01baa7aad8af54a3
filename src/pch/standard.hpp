// The precompiled header of the larger libraries: what most of their sources include. It has standard
// headers alone. Each source still includes what it needs: tests/includes.py checks that.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
