#pragma once

#include <cstdint>

namespace tertulia::fuzz {

/// From now on OpenSSL's random numbers follow from this seed, so that an input always has the same
/// outcome, and a recorded handshake is right for the same keys again. For fuzzing only.
void fix_random(std::uint64_t seed);

/// While one exists, the numbers are those of the peer: the numbers of the side under test stay the
/// same without a peer.
class PeerRandom {
 public:
  PeerRandom();
  ~PeerRandom();
  PeerRandom(const PeerRandom&) = delete;
  PeerRandom& operator=(const PeerRandom&) = delete;
};

}  // namespace tertulia::fuzz
