#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/listener.h"
#include "tertulia/server/hub_server.h"

#include "support/dial.h"
#include "support/lines.h"
#include "support/phrases.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::support {

/// Ids are given in the order of the connections, and begin at the time of the start.
inline chat::MemberId nth_client(std::uint64_t number) {
  return chat::MemberId{base::microseconds_since_1970(base::ManualClock::kWallStart) + number};
}

/// A hub's server on its own port, clients that the test controls, and the log. There is no rate
/// limit. A test must set other limits before its first client connects.
struct HubFixture {
  struct Client {
    reactor::Reactor& loop;
    base::ManualClock& clock;
    reactor::Socket socket;
    std::string unread;

    void say(const std::string& bytes) const { put(socket, bytes); }
    /// Reads until these bytes have arrived, while the clock advances. Returns all bytes up to and
    /// including them.
    std::string until(const std::string& last) {
      std::size_t end = 0;
      run_until(loop, clock, [&] {
        unread += get(socket);
        const auto at = unread.find(last);
        end = at == std::string::npos ? 0 : at + last.size();
        return end > 0;
      });
      auto received = unread.substr(0, end);
      unread.erase(0, end);
      return received;
    }
    void until_end() {
      run_until(loop, clock, [&] {
        unread += get(socket);
        return at_end(socket);
      });
    }
  };

  HubFixture() {
    base::log::redirect([this](std::string_view line) { log.emplace_back(line.substr(20)); });
    limits.rate = 0;
  }
  ~HubFixture() { base::log::redirect({}); }
  HubFixture(const HubFixture&) = delete;
  HubFixture& operator=(const HubFixture&) = delete;

  void open(server::Print print = server::Print::no) {
    server =
        std::make_unique<server::HubServer>(loop, server::Policy{limits, print, motd}, services);
    listeners = reactor::listen(loop, {*reactor::parse_endpoint("127.0.0.1:0")},
                                [this](reactor::Socket socket, reactor::Peer peer) {
                                  server->accept(std::move(socket), std::move(peer));
                                });
  }
  Client& connect() {
    if (!server) open();
    auto connection = dial(listeners.front().address());
    clients.push_back({loop, clock, std::move(connection.socket), {}});
    return clients.back();
  }
  Client& join(const std::string& name) {
    auto& client = connect();
    client.say(name + "\n");
    client.until(phrases::connected(name) + "\n");
    return client;
  }

  base::Limits limits = base::default_limits(base::Mode::hub);
  Lines motd;
  base::ManualClock clock;
  reactor::Reactor loop{clock};
  server::HubServer::Services services;
  std::unique_ptr<server::HubServer> server;
  std::vector<reactor::Listener> listeners;
  std::deque<Client> clients;
  Lines log;
};

}  // namespace tertulia::support
