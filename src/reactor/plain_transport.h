#pragma once

#include "tertulia/reactor/transport.h"

namespace tertulia::reactor {

/// Bytes as they are. It has no state, so that all streams share one.
class PlainTransport final : public Transport {
 public:
  Received receive(BufferedSocket& socket) override;
  std::string_view input(const BufferedSocket& socket, std::size_t contiguous) const override;
  void consume(BufferedSocket& socket, std::size_t bytes) override;
  void write(BufferedSocket& socket, std::string_view bytes) override;
};

}  // namespace tertulia::reactor
