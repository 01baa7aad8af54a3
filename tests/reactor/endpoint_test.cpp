#include "tertulia/reactor/endpoint.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::reactor::endpoint_test {
namespace {

TEST_CASE("an endpoint is read, and written completely") {
  struct Row {
    std::string_view text, host;
    int port;
    std::string_view written;
  };
  for (const auto& row :
       {Row{"127.0.0.1:80", "127.0.0.1", 80, "127.0.0.1:80"},
        Row{"127.0.0.1", "127.0.0.1", 7788, "127.0.0.1:7788"},
        Row{"chat.example:1", "chat.example", 1, "chat.example:1"},
        Row{"localhost", "localhost", 7788, "localhost:7788"},
        Row{"[::1]:80", "::1", 80, "[::1]:80"}, Row{"[::]:7788", "::", 7788, "[::]:7788"},
        Row{"[::1]", "::1", 7788, "[::1]:7788"}, Row{"::1", "::1", 7788, "[::1]:7788"},
        Row{"fe80::1%eth0", "fe80::1%eth0", 7788, "[fe80::1%eth0]:7788"}, Row{"a:0", "a", 0, "a:0"},
        Row{"a:65535", "a", 65535, "a:65535"}}) {
    CAPTURE(row.text);
    const auto endpoint = parse_endpoint(row.text);
    REQUIRE(endpoint);
    CHECK(endpoint->family == Endpoint::Family::tcp);
    CHECK(endpoint->host == row.host);
    CHECK(endpoint->port == row.port);
    CHECK(format_endpoint(*endpoint) == row.written);
    CHECK(format_endpoint(*parse_endpoint(row.written)) == row.written);
  }
}

TEST_CASE("a unix socket is named by its path") {
  const auto endpoint = parse_endpoint("unix:/run/a:b");
  REQUIRE(endpoint);
  CHECK(endpoint->family == Endpoint::Family::unix_path);
  CHECK(endpoint->host == "/run/a:b");
  CHECK(format_endpoint(*endpoint) == "unix:/run/a:b");
  CHECK(parse_endpoint("unix:" + std::string(107, 'x')));
}

TEST_CASE("an invalid endpoint is refused, and the error repeats it") {
  for (const std::string_view text :
       {"", ":", ":7788", "[]", "[]:1", "[::1", "[::1]x", "[::1]80"}) {
    CAPTURE(text);
    const auto endpoint = parse_endpoint(text);
    REQUIRE_FALSE(endpoint);
    CHECK(endpoint.error() ==
          "'" + std::string(text) + "' is no address: HOST:PORT, [IPV6]:PORT or unix:/path");
  }
  for (const std::string_view port : {"", "x", "-1", "+1", "1x", " 1", "65536", "99999999999"}) {
    CAPTURE(port);
    const auto named = parse_endpoint("host:" + std::string(port));
    REQUIRE_FALSE(named);
    CHECK(named.error() == "'" + std::string(port) + "' is no port: 0 to 65535");
    CHECK_FALSE(parse_endpoint("[::1]:" + std::string(port)));
  }
  CHECK(parse_endpoint("unix:").error() == "'' is no path of a socket: 1 to 107 bytes");
  CHECK_FALSE(parse_endpoint("unix:" + std::string(108, 'x')));
}

TEST_CASE("a port alone is no host") {
  CHECK(parse_endpoint("7799").error() == "'7799' is a port without a host: write localhost:7799");
  CHECK(parse_endpoint("99999").error() == "'99999' is a number, not a host");
  CHECK(parse_endpoint("7799:80").error() == "'7799' is a number, not a host");
  CHECK(parse_endpoint("7799", "localhost").error() ==
        "'7799' is a port without a host: write localhost:7799");
  CHECK(parse_endpoint("7a:80"));
}

TEST_CASE("a host can be missing where there is a default") {
  CHECK(format_endpoint(*parse_endpoint(":80", "localhost")) == "localhost:80");
  CHECK(format_endpoint(*parse_endpoint("::1", "localhost")) == "[::1]:7788");
  for (const std::string_view text : {"", ":", ":x", ":65536", "[]:80", "::80:"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_endpoint(text, "localhost"));
  }
}

TEST_CASE("a server listens on every address if there is only a port") {
  for (const auto* text : {"7799", ":7799", "[::]:7799"}) {
    CAPTURE(text);
    CHECK(format_endpoint(*parse_listen_endpoint(text)) == "[::]:7799");
  }
  CHECK(format_endpoint(*parse_listen_endpoint("0")) == "[::]:0");
  CHECK(format_endpoint(*parse_listen_endpoint("127.0.0.1")) == "127.0.0.1:7788");
  CHECK(parse_listen_endpoint("65536").error() == "'65536' is no port: 0 to 65535");
  CHECK_FALSE(parse_listen_endpoint(""));
  CHECK_FALSE(parse_listen_endpoint("7799:80"));
}

TEST_CASE("an abstract unix socket is named by @ and its name") {
  const auto endpoint = parse_endpoint("unix:@chat");
  REQUIRE(endpoint);
  CHECK(endpoint->host == "@chat");
  CHECK(is_abstract(*endpoint));
  CHECK(is_local(*endpoint));
  CHECK(format_endpoint(*endpoint) == "unix:@chat");
  CHECK_FALSE(is_abstract(*parse_endpoint("unix:./@chat")));
  CHECK_FALSE(parse_endpoint("unix:@"));
  CHECK_FALSE(parse_endpoint(std::string_view("unix:@a\0b", 9)));
  CHECK_FALSE(parse_endpoint(std::string_view("unix:/a\0b", 9)));
}

TEST_CASE("endpoints that only this machine can reach are recognized") {
  for (const auto* near :
       {"unix:/run/t", "127.0.0.1:1", "127.255.255.255:1", "[::1]:1", "localhost:1"}) {
    CAPTURE(near);
    CHECK(is_local(*parse_endpoint(near)));
  }
  for (const auto* far : {"126.255.255.255:1", "128.0.0.0:1", "0.0.0.0:1", "[::]:1", "[::2]:1",
                          "[::ffff:127.0.0.1]:1", "127.0.0.1.example.org:1", "host:1"}) {
    CAPTURE(far);
    CHECK_FALSE(is_local(*parse_endpoint(far)));
  }
}

}  // namespace
}  // namespace tertulia::reactor::endpoint_test
