#pragma once

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tertulia::bench {

[[noreturn]] inline void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

/// The floor of the benchmark: the minimum work of a server that sends every line to all clients.
/// It has bare epoll, no names and no protocol. The input of one pass of the loop is one batch, and
/// each connection gets it with one write. An empty line tells a client that it was accepted. The
/// server keeps the bytes that a socket does not accept, and does nothing else.
///
/// `Wire` receives and sends as recv() and send() do, and says whether it is `ready()` to send.
template <class Wire>
class Floor {
 public:
  explicit Floor(std::uint16_t port);
  [[noreturn]] void run();

 private:
  struct Member {
    int fd = -1;
    Wire wire{};
    std::string waiting{};  // bytes that the socket did not accept
  };

  void accept_all();
  void add(int fd);
  void take(const epoll_event& event);
  void read(Member& member);
  void collect(std::string_view came, std::string& unfinished);
  void write(Member& member, std::string_view bytes);
  void watch(int fd, std::uint32_t events, int operation) const;
  void leave(Member& member);
  void flush();

  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  std::vector<Member> members_;          // by descriptor; fd -1 for none
  std::vector<int> present_;             // descriptors
  std::vector<std::string> unfinished_;  // lines without an end, by descriptor
  std::string batch_;
};

template <class Wire>
Floor<Wire>::Floor(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_port = htons(port);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("bind");
  if (listen(listener_, SOMAXCONN) != 0) fail("listen");
  watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
}

template <class Wire>
void Floor<Wire>::watch(int fd, std::uint32_t events, int operation) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  if (epoll_ctl(epoll_, operation, fd, &event) != 0) fail("epoll_ctl");
}

template <class Wire>
void Floor<Wire>::accept_all() {
  while (true) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    add(fd);
  }
}

template <class Wire>
void Floor<Wire>::add(int fd) {
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const auto slot = static_cast<std::size_t>(fd);
  if (slot >= members_.size()) {
    members_.resize(slot + 1);
    unfinished_.resize(slot + 1);
  }
  members_[slot] = {fd, Wire(fd)};
  present_.push_back(fd);
  watch(fd, EPOLLIN, EPOLL_CTL_ADD);
  if (members_[slot].wire.ready()) write(members_[slot], "\n");
}

template <class Wire>
void Floor<Wire>::read(Member& member) {
  static std::array<char, 64 * 1024> bytes;
  const bool was_ready = member.wire.ready();
  const auto count = member.wire.receive(bytes.data(), bytes.size());
  if (count == 0 || (count < 0 && errno != EAGAIN)) return leave(member);
  if (!was_ready && member.wire.ready()) write(member, "\n");
  if (count < 0) return;
  collect({bytes.data(), static_cast<std::size_t>(count)},
          unfinished_[static_cast<std::size_t>(member.fd)]);
}

template <class Wire>
void Floor<Wire>::collect(std::string_view came, std::string& unfinished) {
  const auto whole = came.rfind('\n') + 1;  // 0 for npos: no line ends here
  if (whole > 0) {
    batch_ += unfinished;
    batch_ += came.substr(0, whole);
    unfinished.clear();
  }
  unfinished += came.substr(whole);
}

template <class Wire>
void Floor<Wire>::write(Member& member, std::string_view bytes) {
  const bool waited = !member.waiting.empty();
  if (waited) member.waiting += bytes;
  const std::string_view due = waited ? std::string_view(member.waiting) : bytes;
  const auto sent = member.wire.send(due);
  const auto done = sent > 0 ? static_cast<std::size_t>(sent) : 0;
  if (waited) {
    member.waiting.erase(0, done);
  } else if (done < due.size()) {
    member.waiting = due.substr(done);
  }
  const bool waits = !member.waiting.empty();
  if (waited != waits) watch(member.fd, waits ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
}

template <class Wire>
void Floor<Wire>::leave(Member& member) {
  std::erase(present_, member.fd);
  unfinished_[static_cast<std::size_t>(member.fd)].clear();
  close(member.fd);
  member = {};
}

template <class Wire>
void Floor<Wire>::flush() {
  if (batch_.empty()) return;
  for (const int fd : present_) {
    auto& member = members_[static_cast<std::size_t>(fd)];
    if (member.wire.ready()) write(member, batch_);
  }
  batch_.clear();
}

template <class Wire>
void Floor<Wire>::take(const epoll_event& event) {
  if (event.data.fd == listener_) return accept_all();
  auto& member = members_[static_cast<std::size_t>(event.data.fd)];
  if ((event.events & EPOLLOUT) != 0) write(member, {});
  if ((event.events & ~static_cast<unsigned>(EPOLLOUT)) != 0) read(member);
}

template <class Wire>
void Floor<Wire>::run() {
  std::array<epoll_event, 1024> events{};
  while (true) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) take(events[static_cast<std::size_t>(i)]);
    flush();
  }
}

/// The port is the text of a number.
template <class Wire>
[[noreturn]] void run_floor(const char* port) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  Floor<Wire>(static_cast<std::uint16_t>(std::atoi(port))).run();
}

}  // namespace tertulia::bench
