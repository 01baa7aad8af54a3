#include "tertulia/reactor/listener.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <event2/listener.h>
#include <fcntl.h>
#include <fmt/core.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

#include "reactor/address.h"
#include "reactor/bind.h"
#include "reactor/platform.h"

namespace tertulia::reactor {
namespace {

constexpr base::Duration kRetryDelay{100};
constexpr std::chrono::minutes kErrorLogInterval{1};

struct ListenerDeleter {
  void operator()(evconnlistener* listener) const noexcept { evconnlistener_free(listener); }
};

}  // namespace

struct Listener::State final : DeferredTask {
  State(Reactor& loop, BoundSocket bound, AcceptHandler handler)
      : reactor(loop),
        address(own_address(bound.socket.fd())),
        name(describe(address).name),
        on_accept(std::move(handler)),
        retry(loop, [this] { evconnlistener_enable(listener.get()); }),
        listener(evconnlistener_new(loop.handle(), accepted, this,
                                    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0,
                                    bound.socket.release())),
        file(std::move(bound.file)) {
    evconnlistener_set_error_cb(listener.get(), accept_failed);
  }

  ~State() { reactor.cancel(*this); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static void accepted(evconnlistener* /*listener*/, int fd, sockaddr* from, int length,
                       void* self) noexcept {
    Address address;
    std::memcpy(&address.storage, from, static_cast<std::size_t>(length));
    address.length = static_cast<socklen_t>(length);
    static_cast<State*>(self)->accept(Socket(fd), address);
  }

  static void accept_failed(evconnlistener* /*listener*/, void* self) noexcept {
    static_cast<State*>(self)->handle_error(errno);
  }

  void accept(Socket socket, const Address& from) {
    if (accepts++ == 0) reactor.defer(*this);
    if (!platform::accepted_inherit_options()) tune(socket.fd(), address.family());
    if (accepts >= kAcceptsPerPass) evconnlistener_disable(listener.get());
    on_accept(std::move(socket), address.family() == AF_UNIX ? Peer{name, "unix"} : describe(from));
  }

  void run() override {
    if (std::exchange(accepts, 0) >= kAcceptsPerPass) evconnlistener_enable(listener.get());
  }

  void handle_error(int error) {
    evconnlistener_disable(listener.get());
    retry.start(kRetryDelay);
    const auto now = reactor.now();
    if (now < next_error_log) return;
    next_error_log = now + kErrorLogInterval;
    base::log::error(
        fmt::format("cannot accept connections on {}: {}", name, std::strerror(error)));
  }

  Reactor& reactor;
  Address address;
  std::string name;
  AcceptHandler on_accept;
  Timer retry;
  std::unique_ptr<evconnlistener, ListenerDeleter> listener;
  SocketFile file;  // destroyed before the socket
  int accepts = 0;
  base::Instant next_error_log{};
};

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::~Listener() = default;
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;

const std::string& Listener::address() const { return state_->name; }

std::vector<Listener> listen(Reactor& reactor, const std::vector<Endpoint>& endpoints,
                             const Listener::AcceptHandler& on_accept,
                             const SocketPermissions& permissions,
                             const std::vector<Listener>& open) {
  std::vector<ListenTarget> targets;
  targets.reserve(open.size());
  for (const auto& one : open) {
    targets.push_back(target_of(evconnlistener_get_fd(one.state_->listener.get())));
  }
  std::vector<Listener> listeners;
  for (auto& bound : bind_all(endpoints, permissions, targets)) {
    listeners.push_back(
        Listener(std::make_unique<Listener::State>(reactor, std::move(bound), on_accept)));
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
  return Listener(std::make_unique<Listener::State>(reactor, BoundSocket{std::move(socket), {}},
                                                    std::move(on_accept)));
}

}  // namespace tertulia::reactor
