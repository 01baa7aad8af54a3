#pragma once

#include <string>
#include <string_view>

#include "tertulia/reactor/transport.h"

#include "reactor/buffered_socket.h"

namespace tertulia::support {

/// Scrambles, and restores what was scrambled. The loop is fast without optimization, too.
inline std::string scramble(std::string_view bytes) {
  constexpr char kKey = 0x5A;
  std::string scrambled(bytes);
  char* const first = scrambled.data();
  char* const end = first + scrambled.size();
  for (char* byte = first; byte != end; ++byte) *byte = static_cast<char>(*byte ^ kKey);
  return scrambled;
}

/// A transport that keeps its input in a buffer of its own, as an encrypted one does. It is as long
/// on the wire as in plain text, so that the tests of streams can run over it unchanged.
class ScrambledTransport final : public reactor::Transport {
 public:
  Received receive(reactor::BufferedSocket& socket) override {
    const auto before = input_.size();
    while (socket.input_size() > 0) {
      const auto bytes = socket.input();
      input_ += scramble(bytes);
      socket.consume(bytes.size());
    }
    return {.input = input_.size() > before};
  }
  std::string_view input(const reactor::BufferedSocket& /*socket*/,
                         std::size_t /*contiguous*/) const override {
    return input_;
  }
  void consume(reactor::BufferedSocket& /*socket*/, std::size_t bytes) override {
    input_.erase(0, bytes);
  }
  void write(reactor::BufferedSocket& socket, std::string_view bytes) override {
    socket.write(scramble(bytes));
  }

 private:
  std::string input_;
};

}  // namespace tertulia::support
