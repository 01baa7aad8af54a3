// The floor of the benchmark: the minimum work of a server that sends every line to all clients. It
// has bare epoll, no names and no protocol. The input of one pass of the loop is one batch, and
// each connection gets it with one write. An empty line tells a client that it was accepted. The
// server keeps the bytes that a socket does not accept, and does nothing else.
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct Member {
  int fd;
  std::string waiting{};  // bytes that the socket did not accept
};

class Floor {
 public:
  explicit Floor(std::uint16_t port);
  [[noreturn]] void run();

 private:
  void accept_all();
  void read(Member& member);
  void write(Member& member, std::string_view bytes);
  void watch(const Member& member, int operation) const;
  void leave(Member& member);
  void flush();

  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  std::vector<Member> members_;          // by descriptor; fd -1 for none
  std::vector<int> present_;             // descriptors
  std::vector<std::string> unfinished_;  // lines without an end, by descriptor
  std::string batch_;
};

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

Floor::Floor(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_port = htons(port);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("bind");
  if (listen(listener_, SOMAXCONN) != 0) fail("listen");
  watch({listener_}, EPOLL_CTL_ADD);
}

void Floor::watch(const Member& member, int operation) const {
  epoll_event event{};
  event.events = EPOLLIN;
  if (!member.waiting.empty()) event.events |= EPOLLOUT;
  event.data.fd = member.fd;
  if (epoll_ctl(epoll_, operation, member.fd, &event) != 0) fail("epoll_ctl");
}

void Floor::accept_all() {
  while (true) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const auto slot = static_cast<std::size_t>(fd);
    if (slot >= members_.size()) {
      members_.resize(slot + 1, {-1});
      unfinished_.resize(slot + 1);
    }
    members_[slot] = {fd};
    present_.push_back(fd);
    watch(members_[slot], EPOLL_CTL_ADD);
    write(members_[slot], "\n");
  }
}

void Floor::read(Member& member) {
  static std::array<char, 64 * 1024> bytes;
  const auto count = recv(member.fd, bytes.data(), bytes.size(), 0);
  if (count == 0 || (count < 0 && errno != EAGAIN)) return leave(member);
  if (count < 0) return;
  const std::string_view came(bytes.data(), static_cast<std::size_t>(count));
  auto& unfinished = unfinished_[static_cast<std::size_t>(member.fd)];
  const auto whole = came.rfind('\n') + 1;  // 0 for npos: no line ends here
  if (whole > 0) {
    batch_ += unfinished;
    batch_ += came.substr(0, whole);
    unfinished.clear();
  }
  unfinished += came.substr(whole);
}

void Floor::write(Member& member, std::string_view bytes) {
  const bool waited = !member.waiting.empty();
  if (waited) member.waiting += bytes;
  const std::string_view due = waited ? std::string_view(member.waiting) : bytes;
  const auto sent = send(member.fd, due.data(), due.size(), MSG_NOSIGNAL);
  const auto done = sent > 0 ? static_cast<std::size_t>(sent) : 0;
  if (waited) {
    member.waiting.erase(0, done);
  } else if (done < due.size()) {
    member.waiting = due.substr(done);
  }
  if (waited != !member.waiting.empty()) watch(member, EPOLL_CTL_MOD);
}

void Floor::leave(Member& member) {
  std::erase(present_, member.fd);
  unfinished_[static_cast<std::size_t>(member.fd)].clear();
  close(member.fd);
  member = {-1};
}

void Floor::flush() {
  if (batch_.empty()) return;
  for (const int fd : present_) write(members_[static_cast<std::size_t>(fd)], batch_);
  batch_.clear();
}

void Floor::run() {
  std::array<epoll_event, 1024> events{};
  while (true) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      if (event.data.fd == listener_) {
        accept_all();
        continue;
      }
      auto& member = members_[static_cast<std::size_t>(event.data.fd)];
      if ((event.events & EPOLLOUT) != 0) write(member, {});
      if ((event.events & ~static_cast<unsigned>(EPOLLOUT)) != 0) read(member);
    }
    flush();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("Usage: bench-floor PORT\n", stderr);
    return 2;
  }
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  Floor(static_cast<std::uint16_t>(std::atoi(argv[1]))).run();
}
