#include "tertulia/reactor/listener.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <event2/listener.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

#include "reactor/address.h"

namespace tertulia::reactor {
namespace {

constexpr base::Duration kRetryDelay{100};
constexpr std::chrono::minutes kComplaintInterval{1};

struct ListenerDeleter {
  void operator()(evconnlistener* listener) const noexcept { evconnlistener_free(listener); }
};

Address own_address(int fd) {
  Address address;
  address.length = sizeof address.storage;
  getsockname(fd, address.get(), &address.length);
  return address;
}

}  // namespace

struct Listener::State final : EdgeTask {
  State(Reactor& loop, Socket socket, AcceptHandler handler, std::string unix_path)
      : reactor(loop),
        address(own_address(socket.fd())),
        name(describe(address).name),
        file(std::move(unix_path)),
        on_accept(std::move(handler)),
        retry(loop, [this] { evconnlistener_enable(listener.get()); }),
        listener(evconnlistener_new(loop.handle(), accepted, this,
                                    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0,
                                    socket.release())) {
    evconnlistener_set_error_cb(listener.get(), failed);
  }

  ~State() {
    reactor.withdraw(*this);
    if (!file.empty()) ::unlink(file.c_str());
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static void accepted(evconnlistener* /*listener*/, int fd, sockaddr* from, int length,
                       void* self) noexcept {
    Address address;
    std::memcpy(&address.storage, from, static_cast<std::size_t>(length));
    address.length = static_cast<socklen_t>(length);
    static_cast<State*>(self)->take(Socket(fd), address);
  }

  static void failed(evconnlistener* /*listener*/, void* self) noexcept {
    static_cast<State*>(self)->complain(errno);
  }

  void take(Socket socket, const Address& from) {
    if (accepts++ == 0) reactor.defer(*this);
    if (accepts >= kAcceptsPerPass) evconnlistener_disable(listener.get());
    on_accept(std::move(socket), address.family() == AF_UNIX ? Peer{name, "unix"} : describe(from));
  }

  void at_edge() override {
    if (std::exchange(accepts, 0) >= kAcceptsPerPass) evconnlistener_enable(listener.get());
  }

  void complain(int error) {
    evconnlistener_disable(listener.get());
    retry.start(kRetryDelay);
    const auto now = Reactor::now();
    if (now < quiet_until) return;
    quiet_until = now + kComplaintInterval;
    base::log::error(
        fmt::format("cannot accept connections on {}: {}", name, std::strerror(error)));
  }

  Reactor& reactor;
  Address address;
  std::string name;
  std::string file;
  AcceptHandler on_accept;
  Timer retry;
  std::unique_ptr<evconnlistener, ListenerDeleter> listener;
  int accepts = 0;
  base::Instant quiet_until{};
};

namespace {

/// Nobody listens behind the file any more: its server was killed.
void remove_stale_file(const Address& address, const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const Socket probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(probe.fd(), address.get(), address.length) != 0 && errno == ECONNREFUSED) {
    ::unlink(path.c_str());
  }
}

Socket bind_to(const Address& address) {
  const int on = 1;
  const int off = 0;
  Socket socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.fd() < 0) return socket;
  tune(socket.fd(), address.family());
  setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.family() == AF_INET6) {
    setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  if (::bind(socket.fd(), address.get(), address.length) != 0) return Socket{};
  if (::listen(socket.fd(), SOMAXCONN) != 0) return Socket{};
  return socket;
}

bool missing_family(int error) { return error == EAFNOSUPPORT || error == EADDRNOTAVAIL; }

std::vector<Socket> bind_all(const std::vector<Address>& addresses, int& error) {
  std::vector<Socket> sockets;
  error = 0;
  for (const auto& address : addresses) {
    auto socket = bind_to(address);
    if (socket.fd() >= 0) {
      sockets.push_back(std::move(socket));
    } else if (error == 0 || missing_family(error)) {
      error = errno;
    }
  }
  if (!sockets.empty() && missing_family(error)) error = 0;
  return sockets;
}

int option_of(int fd, int option) {
  int value = -1;
  socklen_t length = sizeof value;
  return ::getsockopt(fd, SOL_SOCKET, option, &value, &length) == 0 ? value : -1;
}

bool is_listening_stream(int fd) {
  const auto family = own_address(fd).family();
  return option_of(fd, SO_ACCEPTCONN) == 1 && option_of(fd, SO_TYPE) == SOCK_STREAM &&
         (family == AF_INET || family == AF_INET6 || family == AF_UNIX);
}

}  // namespace

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::~Listener() = default;
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;

const std::string& Listener::address() const { return state_->name; }

std::vector<Listener> listen(Reactor& reactor, const Endpoint& endpoint,
                             Listener::AcceptHandler on_accept) {
  const auto refuse = [&endpoint](std::string_view reason) {
    return base::StartFailure(
        fmt::format("cannot listen on {}: {}", format_endpoint(endpoint), reason));
  };
  const auto addresses = resolve(endpoint, Purpose::listen);
  if (!addresses) throw refuse(addresses.error());
  const bool is_file = endpoint.family == Endpoint::Family::unix_path;
  if (is_file) remove_stale_file(addresses->front(), endpoint.host);
  int error = 0;
  auto sockets = bind_all(*addresses, error);
  if (error == EAFNOSUPPORT && endpoint.host == "::") {
    return listen(reactor, {Endpoint::Family::tcp, "0.0.0.0", endpoint.port}, std::move(on_accept));
  }
  if (error != 0) throw refuse(std::strerror(error));
  std::vector<Listener> listeners;
  listeners.reserve(sockets.size());
  for (auto& socket : sockets) {
    listeners.push_back(Listener(std::make_unique<Listener::State>(
        reactor, std::move(socket), on_accept, is_file ? endpoint.host : std::string{})));
  }
  return listeners;
}

Listener adopt(Reactor& reactor, Socket socket, std::string_view what,
               Listener::AcceptHandler on_accept) {
  if (!is_listening_stream(socket.fd())) {
    throw base::StartFailure(fmt::format("{} is no stream socket that listens", what));
  }
  ::fcntl(socket.fd(), F_SETFD, FD_CLOEXEC);
  ::fcntl(socket.fd(), F_SETFL, ::fcntl(socket.fd(), F_GETFL) | O_NONBLOCK);
  tune(socket.fd(), own_address(socket.fd()).family());
  return Listener(std::make_unique<Listener::State>(reactor, std::move(socket),
                                                    std::move(on_accept), std::string{}));
}

}  // namespace tertulia::reactor
