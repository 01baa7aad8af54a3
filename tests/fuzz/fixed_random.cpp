#include "fuzz/fixed_random.h"

#include <span>
#include <utility>

#include <openssl/rand.h>

namespace tertulia::fuzz {
namespace {

std::uint64_t state = 0;
std::uint64_t other_state = 0;

/// SplitMix64.
std::uint64_t next() {
  state += 0x9E3779B97F4A7C15U;
  auto mixed = state;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

int fill(unsigned char* bytes, int size) {
  for (auto& byte : std::span(bytes, static_cast<std::size_t>(size))) {
    byte = static_cast<unsigned char>(next());
  }
  return 1;
}

int ready() { return 1; }

}  // namespace

void fix_random(std::uint64_t seed) {
  static const RAND_METHOD method{nullptr, fill, nullptr, nullptr, fill, ready};
  state = seed;
  other_state = ~seed;
  RAND_set_rand_method(&method);
}

PeerRandom::PeerRandom() { std::swap(state, other_state); }

PeerRandom::~PeerRandom() { std::swap(state, other_state); }

}  // namespace tertulia::fuzz
