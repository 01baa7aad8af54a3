#include "terminal/terminal_output.h"

#include <cstddef>
#include <system_error>
#include <utility>

#include <errno.h>

#include "tertulia/base/standard_streams.h"

namespace tertulia::terminal {
namespace {

/// Has no destructor: the stream must outlive every other static object.
struct Memory {
  Memory() : stream(::open_memstream(&bytes, &size)) {
    if (stream == nullptr) throw std::system_error(errno, std::generic_category());
  }

  char* bytes = nullptr;
  std::size_t size = 0;
  FILE* stream;
};

Memory& memory() {
  static Memory memory;
  return memory;
}

}  // namespace

FILE* terminal_stream() { return memory().stream; }

TerminalOutput::TerminalOutput(reactor::Reactor& reactor, std::function<void()> on_written)
    : reactor_(reactor), output_(reactor, base::output_descriptor(), {std::move(on_written), {}}) {}

TerminalOutput::~TerminalOutput() {
  if (requested_) reactor_.cancel(*this);
  drain();
}

void TerminalOutput::request_flush() {
  if (!std::exchange(requested_, true)) reactor_.defer(*this);
}

void TerminalOutput::take() {
  auto& from = memory();
  if (::fflush(from.stream) != 0 || from.size == 0) return;
  output_.append({from.bytes, from.size});
  ::rewind(from.stream);
  ::fflush(from.stream);
}

void TerminalOutput::run() {
  requested_ = false;
  take();
  if (!output_.waiting()) output_.flush();
}

void TerminalOutput::drain() {
  take();
  output_.drain(kPatience);
}

}  // namespace tertulia::terminal
