#include "tertulia/reactor/http_server.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/failure.h"
#include "tertulia/reactor/reactor.h"

#include "support/dial.h"
#include "support/run.h"
#include "support/sockets.h"
#include "support/temporary_directory.h"

namespace tertulia::reactor::http_server_test {
namespace {

using base::Duration;
using support::run_until;

constexpr auto* kGet = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct Fixture {
  Socket connect() { return support::dial(server.addresses().front()).socket; }
  /// The input until the end.
  std::string answer_on(const Socket& socket) {
    std::string received;
    run_until(loop, clock, [&] {
      received += support::get(socket);
      return support::at_end(socket);
    });
    return received;
  }
  std::string ask(std::string_view request) {
    const auto socket = connect();
    support::put(socket, request);
    return answer_on(socket);
  }
  /// The reply to a request, while the clock stands still.
  std::string reply_at_once() {
    const auto socket = connect();
    support::put(socket, kGet);
    std::string received;
    run_until(loop, [&] {
      received += support::get(socket);
      return received.ends_with(body) || received.ends_with(former_body);
    });
    return received;
  }
  static std::string status(const std::string& answer) {
    return answer.substr(0, answer.find("\r\n"));
  }

  base::ManualClock clock;
  Reactor loop{clock};
  int asked = 0;
  std::string body = "one 1\n";
  std::string former_body = body;
  Duration timeout = support::kGiveUp;
  HttpServer server{loop,
                    *parse_endpoint("127.0.0.1:0"),
                    {"/metrics", "text/plain; version=0.0.4", [this] { return ++asked, body; }},
                    {},
                    timeout};
};

struct Impatient : Fixture {
  HttpServer hasty{loop,
                   *parse_endpoint("127.0.0.1:0"),
                   {"/metrics", "text/plain", [this] { return body; }},
                   {},
                   Duration{50}};
  Socket connect_hastily() { return support::dial(hasty.addresses().front()).socket; }
};

TEST_CASE_FIXTURE(Fixture, "the page is made at most once a second") {
  const auto answer = ask(kGet);
  CHECK(status(answer) == "HTTP/1.1 200 OK");
  CHECK(answer.find("\r\nContent-Type: text/plain; version=0.0.4\r\n") != std::string::npos);
  CHECK(answer.find("\r\nContent-Length: 6\r\n") != std::string::npos);
  CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\none 1\n"));
  clock.advance(HttpServer::kMaxAge);
  CHECK(reply_at_once().ends_with("one 1\n"));
  CHECK(asked == 2);
  body = "two 2\n";
  clock.advance(HttpServer::kMaxAge - Duration{1});
  CHECK(reply_at_once().ends_with("one 1\n"));
  CHECK(asked == 2);
  clock.advance(Duration{1});
  CHECK(reply_at_once().ends_with("two 2\n"));
  CHECK(asked == 3);
}

TEST_CASE_FIXTURE(Fixture, "a query is ignored, and an old client is served") {
  CHECK(status(ask("GET /metrics?name=x HTTP/1.1\r\nHost: a\r\n\r\n")) == "HTTP/1.1 200 OK");
  CHECK(status(ask("GET /metrics HTTP/1.0\r\n\r\n")) == "HTTP/1.0 200 OK");
  CHECK(status(ask("GET /metrics HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")) ==
        "HTTP/1.0 200 OK");
}

TEST_CASE_FIXTURE(Fixture, "a large page arrives whole at a client that pauses") {
  body = std::string(4U << 20U, 'x');
  const auto socket = connect();
  support::put(socket, kGet);
  run_until(loop, [&] { return asked == 1; });
  support::run_passes(loop);
  CHECK(answer_on(socket).ends_with("\r\n\r\n" + body));
}

TEST_CASE_FIXTURE(Fixture, "other requests are refused, and do not make the page") {
  CHECK(status(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) == "HTTP/1.1 404 Not Found");
  CHECK(status(ask("GET /metrics/ HTTP/1.1\r\nHost: a\r\n\r\n")) == "HTTP/1.1 404 Not Found");
  for (const auto* method : {"POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}) {
    CAPTURE(method);
    CHECK(status(ask(std::string(method) + " /metrics HTTP/1.1\r\nHost: a\r\n\r\n")) ==
          "HTTP/1.1 501 Not Implemented");
  }
  const auto body_wanted = ask("POST /metrics HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n");
  CHECK(status(body_wanted).find(" 200 ") == std::string::npos);
  CHECK(asked == 0);
}

TEST_CASE_FIXTURE(Fixture, "a client without HTTP gets no page, and the next client is served") {
  for (const auto* junk : {"\r\n\r\n", "Bob\r\n\r\n", "GET\r\n\r\n", "GET  HTTP/9.9\r\n\r\n",
                           "GET /metrics HTTP/1.1\r\nno colon\r\n\r\n", "\x16\x03\x01\x02\r\n"}) {
    CAPTURE(junk);
    const auto socket = connect();
    support::put(socket, junk);
    support::end_output(socket);
    CHECK(answer_on(socket).find("200 OK") == std::string::npos);
  }
  CHECK(asked == 0);
  CHECK(status(ask(kGet)) == "HTTP/1.1 200 OK");
}

TEST_CASE_FIXTURE(Fixture, "the head has a maximum length, with or without line ends") {
  const std::string filler(HttpServer::kMaxHead, 'x');
  for (const auto& request :
       {"GET /metrics HTTP/1.1\r\nX: " + filler + "\r\n\r\n", "GET /" + filler, filler + filler}) {
    const auto socket = connect();
    support::put(socket, request);
    CHECK(answer_on(socket).find("200 OK") == std::string::npos);
  }
  CHECK(asked == 0);
  const std::string most(HttpServer::kMaxHead / 2, 'x');
  CHECK(status(ask("GET /metrics HTTP/1.1\r\nX: " + most + "\r\n\r\n")) == "HTTP/1.1 200 OK");
}

TEST_CASE_FIXTURE(Impatient, "a client that is slow to send or to read is closed") {
  const auto silent = connect_hastily();
  const auto begun = connect_hastily();
  support::put(begun, "GET /metr");
  CHECK(answer_on(silent).empty());
  answer_on(begun);
  body = std::string(32U << 20U, 'x');
  const auto deaf = connect_hastily();
  support::put(deaf, kGet);
  support::pass_time(loop, clock, Duration{200});
  std::size_t received = 0;
  for (auto part = support::get(deaf); !part.empty(); part = support::get(deaf)) {
    received += part.size();
  }
  CHECK(received < body.size());
}

TEST_CASE_FIXTURE(Fixture, "clients over the limit wait, and are served in turn") {
  std::vector<Socket> silent;
  for (std::size_t i = 0; i < HttpServer::kMaxConnections; ++i) silent.push_back(connect());
  const auto late = connect();
  support::put(late, kGet);
  support::run_passes(loop, 200);
  CHECK(asked == 0);
  silent.pop_back();
  CHECK(status(answer_on(late)) == "HTTP/1.1 200 OK");
}

TEST_CASE_FIXTURE(Fixture, "a thousand clients at once are all served") {
  constexpr int kCrowd = 1'000;
  std::vector<Socket> crowd;
  for (int i = 0; i < kCrowd; ++i) {
    crowd.push_back(connect());
    support::put(crowd.back(), kGet);
    if (i % 100 == 0) support::run_passes(loop, 1);
  }
  for (const auto& one : crowd) CHECK(status(answer_on(one)) == "HTTP/1.1 200 OK");
}

TEST_CASE_FIXTURE(Fixture, "it can be destroyed during a request") {
  Socket client;
  {
    const HttpServer brief(loop, *parse_endpoint("127.0.0.1:0"),
                           {"/metrics", "text/plain", [this] { return body; }});
    client = support::dial(brief.addresses().front()).socket;
    support::put(client, "GET /met");
    support::run_passes(loop);
  }
  CHECK(answer_on(client).empty());
}

TEST_CASE("it serves on a unix socket, and removes its file at the end") {
  base::ManualClock clock;
  Reactor loop{clock};
  const support::TemporaryDirectory directory;
  const auto path = directory.file("metrics");
  {
    const HttpServer server(loop, *parse_endpoint("unix:" + path),
                            {"/metrics", "text/plain", [] { return std::string("x 1\n"); }});
    CHECK(server.addresses() == std::vector{"unix:" + path});
    const auto client = support::dial("unix:" + path).socket;
    support::put(client, kGet);
    std::string received;
    run_until(loop, [&] { return (received += support::get(client)).ends_with("x 1\n"); });
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("the file of a successor is not removed") {
  base::ManualClock clock;
  Reactor loop{clock};
  const support::TemporaryDirectory directory;
  const auto path = directory.file("metrics");
  const auto serve = [&] {
    return std::make_unique<HttpServer>(loop, *parse_endpoint("unix:" + path),
                                        HttpServer::Page{"/", "", {}},
                                        SocketPermissions{mode_t{0600}, {}});
  };
  auto first = serve();
  CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms{0600});
  std::filesystem::remove(path);
  const auto second = serve();
  first.reset();
  CHECK(std::filesystem::is_socket(path));
}

TEST_CASE_FIXTURE(Fixture, "the error for an address in use names it") {
  const auto& address = server.addresses().front();
  CHECK_THROWS_WITH_AS(HttpServer(loop, *parse_endpoint(address), {"/", "", {}}),
                       ("cannot listen on " + address + ": Address already in use").c_str(),
                       base::StartFailure);
}

}  // namespace
}  // namespace tertulia::reactor::http_server_test
