#include "tertulia/reactor/http_server.h"

#include <utility>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

#include "reactor/address.h"
#include "reactor/bind.h"

namespace tertulia::reactor {
namespace {

struct HttpDeleter {
  void operator()(evhttp* http) const noexcept { evhttp_free(http); }
};

/// Keeps the connection's object alive, so that it can be looked at when evhttp is done with it.
struct ReferenceDeleter {
  void operator()(bufferevent* connection) const noexcept { bufferevent_decref(connection); }
};

struct Visitor {
  std::unique_ptr<bufferevent, ReferenceDeleter> connection;
  base::Instant since;
};

/// evhttp frees what it is done with, which takes its callbacks away.
bool is_done(const Visitor& visitor) {
  bufferevent_event_cb callback = nullptr;
  bufferevent_getcb(visitor.connection.get(), nullptr, nullptr, &callback, nullptr);
  return callback == nullptr;
}

}  // namespace

struct HttpServer::State {
  State(Reactor& loop, const Endpoint& endpoint, Page served, base::Duration most)
      : reactor(loop),
        page(std::move(served)),
        patience(most),
        look(loop, [this] { look_around(); }),
        http(evhttp_new(loop.handle())) {
    evhttp_set_allowed_methods(http.get(), EVHTTP_REQ_GET);
    evhttp_set_max_headers_size(http.get(), kMostHead);
    evhttp_set_max_body_size(http.get(), 0);
    evhttp_set_gencb(http.get(), answer, this);
    evhttp_set_bevcb(http.get(), connect, this);
    for (auto& socket : bind_all(endpoint)) listen_on(std::move(socket));
    file = file_of(endpoint);
    look.start(kIdleLook);
  }
  ~State() {
    if (!file.empty()) ::unlink(file.c_str());
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void listen_on(Socket socket) {
    addresses.push_back(describe(own_address(socket.fd())).name);
    auto* listener =
        evconnlistener_new(reactor.handle(), nullptr, nullptr,
                           LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, socket.release());
    evhttp_bind_listener(http.get(), listener);
    evconnlistener_set_error_cb(listener, failed);
    listeners.push_back(listener);
  }

  static bufferevent* connect(event_base* base, void* self) noexcept {
    return static_cast<State*>(self)->take_visitor(base);
  }
  static void answer(evhttp_request* request, void* self) noexcept {
    static_cast<State*>(self)->reply(request);
  }
  /// Out of descriptors, most likely: a try in every pass would be all that the loop does. The next
  /// look lets in again.
  static void failed(evconnlistener* listener, void* /*http*/) noexcept {
    evconnlistener_disable(listener);
  }

  bufferevent* take_visitor(event_base* base) {
    auto* connection = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_incref(connection);
    visitors.push_back({decltype(Visitor::connection)(connection), Reactor::now()});
    if (visitors.size() >= kMostConnections) keep_out();
    if (visitors.size() == 1) look.start(kLook);
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

  void look_around() {
    std::erase_if(visitors, is_done);
    const auto now = Reactor::now();
    for (const auto& visitor : visitors) {
      if (now - visitor.since < patience) continue;
      ::shutdown(bufferevent_getfd(visitor.connection.get()), SHUT_RDWR);
    }
    look.start(visitors.empty() ? kIdleLook : kLook);
    if (visitors.size() < kMostConnections) let_in();
  }

  void keep_out() {
    for (auto* listener : listeners) evconnlistener_disable(listener);
  }
  void let_in() {
    for (auto* listener : listeners) evconnlistener_enable(listener);
  }

  static constexpr base::Duration kIdleLook{1'000};
  Reactor& reactor;
  Page page;
  base::Duration patience;
  std::vector<std::string> addresses;
  std::string file;
  std::vector<evconnlistener*> listeners;  // evhttp owns them
  std::vector<Visitor> visitors;
  Timer look;
  std::unique_ptr<evhttp, HttpDeleter> http;
};

HttpServer::HttpServer(Reactor& reactor, const Endpoint& endpoint, Page page,
                       base::Duration patience)
    : state_(std::make_unique<State>(reactor, endpoint, std::move(page), patience)) {}
HttpServer::~HttpServer() = default;

const std::vector<std::string>& HttpServer::addresses() const { return state_->addresses; }

}  // namespace tertulia::reactor
