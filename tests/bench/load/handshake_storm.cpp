#include "bench/load/handshake_storm.h"

#include <array>
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <system_error>

#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tertulia::bench {
namespace {

constexpr int kTimeout = 10;  // ms, until it looks whether it should stop

/// Only a little, so that other work on the machine does not stop the storm.
void lower_priority() {
  constexpr int kLower = 3;
  const auto thread = static_cast<id_t>(gettid());
  setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + kLower);
}

}  // namespace

/// What the server says after the handshake does not matter.
class HandshakeStorm::One final : private Connection::LineSink {
 public:
  explicit One(std::uint16_t port) : connection_({port, true}) {}

  int fd() const { return connection_.fd(); }
  bool unsent() const { return connection_.unsent(); }
  void flush() { connection_.flush(); }
  /// Returns whether the server has closed the connection. Throws if that came too early.
  bool receive();

 private:
  void on_line(std::string_view /*line*/) override {}

  Connection connection_;
  enum class Stage : bool { shaking_hands, ended } stage_ = Stage::shaking_hands;
};

bool HandshakeStorm::One::receive() {
  if (connection_.receive(*this) == Connection::Progress::ended) {
    if (stage_ == Stage::ended) return true;
    throw std::runtime_error("the server ended a handshake");
  }
  if (stage_ == Stage::shaking_hands && connection_.ready()) {
    connection_.end_output();
    stage_ = Stage::ended;
  }
  return false;
}

HandshakeStorm::HandshakeStorm(std::uint16_t port, std::size_t at_a_time)
    : port_(port),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      all_(at_a_time),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

HandshakeStorm::~HandshakeStorm() = default;

std::uint64_t HandshakeStorm::finished() const {
  if (failed_) throw std::runtime_error(fault_);
  return finished_;
}

void HandshakeStorm::run(const std::stop_token& stop) {
  lower_priority();
  try {
    for (std::size_t i = 0; i < all_.size(); ++i) begin(i);
    while (!stop.stop_requested()) turn();
  } catch (const std::exception& error) {
    fault_ = error.what();
    failed_ = true;
  }
}

void HandshakeStorm::begin(std::size_t place) {
  all_[place] = std::make_unique<One>(port_);
  watch(place, EPOLL_CTL_ADD);
}

void HandshakeStorm::turn() {
  std::array<epoll_event, 64> events{};
  const int count =
      ::epoll_wait(epoll_.fd(), events.data(), static_cast<int>(events.size()), kTimeout);
  for (int i = 0; i < count; ++i) {
    take(static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.u64));
  }
}

void HandshakeStorm::take(std::size_t place) {
  auto& one = *all_[place];
  one.flush();
  if (!one.receive()) return watch(place, EPOLL_CTL_MOD);
  ++finished_;
  begin(place);
}

void HandshakeStorm::watch(std::size_t place, int operation) const {
  epoll_event event{};
  event.events = EPOLLIN;
  if (all_[place]->unsent()) event.events |= EPOLLOUT;
  event.data.u64 = place;
  if (::epoll_ctl(epoll_.fd(), operation, all_[place]->fd(), &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

}  // namespace tertulia::bench
