#include "tertulia/reactor/http_server.h"

#include <utility>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <sys/socket.h>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

#include "reactor/address.h"
#include "reactor/bind.h"

namespace tertulia::reactor {
namespace {

struct HttpDeleter {
  void operator()(evhttp* http) const noexcept { evhttp_free(http); }
};

/// Releases a reference to a connection, which is still readable after evhttp has freed it.
struct ReferenceDeleter {
  void operator()(bufferevent* connection) const noexcept { bufferevent_decref(connection); }
};

struct Client {
  std::unique_ptr<bufferevent, ReferenceDeleter> connection;
  base::Instant accepted_at;
};

/// evhttp frees a connection that is done, and this removes its callbacks.
bool is_done(const Client& client) {
  bufferevent_event_cb callback = nullptr;
  bufferevent_getcb(client.connection.get(), nullptr, nullptr, &callback, nullptr);
  return callback == nullptr;
}

}  // namespace

struct HttpServer::State {
  State(Reactor& loop, Page served_page, base::Duration max_duration)
      : reactor(loop),
        page(std::move(served_page)),
        timeout(max_duration),
        cleanup_timer(loop, [this] { clean_up(); }),
        http(evhttp_new(loop.handle())) {
    evhttp_set_allowed_methods(http.get(), EVHTTP_REQ_GET);
    evhttp_set_max_headers_size(http.get(), kMaxHead);
    evhttp_set_max_body_size(http.get(), 0);
    evhttp_set_gencb(http.get(), answer, this);
    evhttp_set_bevcb(http.get(), connect, this);
    cleanup_timer.start(kIdleCleanupInterval);
  }

  void listen_on(BoundSocket bound) {
    addresses.push_back(describe(own_address(bound.socket.fd())).name);
    files.push_back(std::move(bound.file));
    auto* listener = evconnlistener_new(reactor.handle(), nullptr, nullptr,
                                        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0,
                                        bound.socket.release());
    evhttp_bind_listener(http.get(), listener);
    evconnlistener_set_error_cb(listener, accept_failed);
    listeners.push_back(listener);
  }

  static bufferevent* connect(event_base* base, void* self) noexcept {
    return static_cast<State*>(self)->accept_client(base);
  }
  static void answer(evhttp_request* request, void* self) noexcept {
    static_cast<State*>(self)->reply(request);
  }
  /// Most likely the process has no free descriptor. Another try in each pass would keep the loop
  /// busy, so the listener waits for the next cleanup.
  static void accept_failed(evconnlistener* listener, void* /*http*/) noexcept {
    evconnlistener_disable(listener);
  }

  bufferevent* accept_client(event_base* base) {
    auto* connection = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_incref(connection);
    clients.push_back({decltype(Client::connection)(connection), reactor.now()});
    if (clients.size() >= kMaxConnections) pause_accepting();
    if (clients.size() == 1) cleanup_timer.start(kCleanupInterval);
    return connection;
  }

  void reply(evhttp_request* request) const {
    const auto* uri = evhttp_request_get_evhttp_uri(request);
    const auto* path = uri == nullptr ? nullptr : evhttp_uri_get_path(uri);
    if (path == nullptr || path != page.path) {
      return evhttp_send_error(request, HTTP_NOTFOUND, nullptr);
    }
    const auto body = page.body();
    auto* headers = evhttp_request_get_output_headers(request);
    evhttp_add_header(headers, "Content-Type", page.type.c_str());
    evhttp_add_header(headers, "Connection", "close");
    evbuffer_add(evhttp_request_get_output_buffer(request), body.data(), body.size());
    evhttp_send_reply(request, HTTP_OK, "OK", nullptr);
  }

  void clean_up() {
    std::erase_if(clients, is_done);
    const auto now = reactor.now();
    for (const auto& client : clients) {
      if (now - client.accepted_at < timeout) continue;
      ::shutdown(bufferevent_getfd(client.connection.get()), SHUT_RDWR);
    }
    cleanup_timer.start(clients.empty() ? kIdleCleanupInterval : kCleanupInterval);
    if (clients.size() < kMaxConnections) resume_accepting();
  }

  void pause_accepting() {
    for (auto* listener : listeners) evconnlistener_disable(listener);
  }
  void resume_accepting() {
    for (auto* listener : listeners) evconnlistener_enable(listener);
  }

  static constexpr base::Duration kIdleCleanupInterval{1'000};
  Reactor& reactor;
  Page page;
  base::Duration timeout;
  std::vector<std::string> addresses;
  std::vector<evconnlistener*> listeners;  // evhttp owns them
  std::vector<Client> clients;
  Timer cleanup_timer;
  std::unique_ptr<evhttp, HttpDeleter> http;
  std::vector<SocketFile> files;  // destroyed before the sockets
};

HttpServer::HttpServer(Reactor& reactor, const Endpoint& endpoint, Page page,
                       const SocketPermissions& permissions, base::Duration timeout)
    : state_(std::make_unique<State>(reactor, std::move(page), timeout)) {
  for (auto& bound : bind_all({endpoint}, permissions)) state_->listen_on(std::move(bound));
}
HttpServer::~HttpServer() = default;

const std::vector<std::string>& HttpServer::addresses() const { return state_->addresses; }

}  // namespace tertulia::reactor
