#include "bench/load/latencies.h"

#include <doctest/doctest.h>

#include "bench/load/figures.h"

namespace tertulia::bench {
namespace {

TEST_CASE("percentiles are of the nearest rank") {
  Latencies latencies;
  CHECK(latencies.percentile(50) == 0);
  for (int i = 1000; i >= 1; --i) latencies.add(i);
  CHECK(latencies.percentile(50) == 500);
  CHECK(latencies.percentile(99) == 990);
  CHECK(latencies.percentile(99.9) == 999);
  CHECK(latencies.percentile(100) == 1000);
  CHECK(latencies.percentile(0) == 1);
}

TEST_CASE("a single value is every percentile") {
  Latencies latencies;
  latencies.add(3);
  CHECK(latencies.percentile(1) == 3);
  CHECK(latencies.percentile(99.9) == 3);
}

TEST_CASE("figures are a JSON object") {
  Figures figures, inner;
  CHECK(figures.json() == "{}");
  inner.add("count", std::uint64_t{2});
  figures.add("half", 0.5);
  figures.add("inner", inner);
  CHECK(figures.json() == R"({"half": 0.5, "inner": {"count": 2}})");
}

}  // namespace
}  // namespace tertulia::bench
