#include "tertulia/reactor/listener.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <event2/listener.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

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
    evconnlistener_set_error_cb(listener.get(), accept_failed);
  }

  ~State() {
    reactor.cancel(*this);
    if (!file.empty()) ::unlink(file.c_str());
  }
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
  std::string file;
  AcceptHandler on_accept;
  Timer retry;
  std::unique_ptr<evconnlistener, ListenerDeleter> listener;
  int accepts = 0;
  base::Instant next_error_log{};
};

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::~Listener() = default;
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;

const std::string& Listener::address() const { return state_->name; }

std::vector<Listener> listen(Reactor& reactor, const Endpoint& endpoint,
                             const Listener::AcceptHandler& on_accept) {
  auto sockets = bind_all(endpoint);
  std::vector<Listener> listeners;
  listeners.reserve(sockets.size());
  for (auto& socket : sockets) {
    listeners.push_back(Listener(std::make_unique<Listener::State>(reactor, std::move(socket),
                                                                   on_accept, file_of(endpoint))));
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
