#include "bench/floor.h"

namespace {

class PlainWire {
 public:
  PlainWire() = default;
  explicit PlainWire(int fd) : fd_(fd) {}

  static bool ready() { return true; }
  ssize_t receive(char* bytes, std::size_t size) const { return ::recv(fd_, bytes, size, 0); }
  ssize_t send(std::string_view bytes) const {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

 private:
  int fd_ = -1;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("Usage: bench-floor PORT\n", stderr);
    return 2;
  }
  tertulia::bench::run_floor<PlainWire>(argv[1]);
}
