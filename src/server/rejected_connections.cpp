#include "tertulia/server/rejected_connections.h"

#include <functional>
#include <string>
#include <utility>

#include "tertulia/reactor/stream.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

class RejectedConnections::RejectedConnection final : private reactor::Stream::Handler {
 public:
  RejectedConnection(RejectedConnections& owner, reactor::Socket socket, std::string_view line)
      : owner_(owner),
        stream_(reactor::Stream::create(owner.reactor_, owner.deadlines_, std::move(socket), *this,
                                        {owner.limits_.send_queue, owner.limits_.drain_timeout})) {
    stream_->write(line);
    stream_->close();
  }

 private:
  void on_input() override {}
  void on_peer_ended() override {}
  void on_closed(reactor::Stream::CloseReason /*reason*/) override {
    owner_.connections_.erase(this);
  }

  RejectedConnections& owner_;
  reactor::StreamHandle stream_;
};

RejectedConnections::RejectedConnections(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
                                         const base::Limits& limits, Statistics& statistics)
    : reactor_(reactor), deadlines_(deadlines), limits_(limits), statistics_(statistics) {}

RejectedConnections::~RejectedConnections() = default;

void RejectedConnections::reject(reactor::Socket socket, chat::Problem reason) {
  const bool address = reason == chat::Problem::address_full;
  ++(address ? statistics_.refused_address : statistics_.refused_full);
  reject(std::move(socket), chat::Refused{reason, {}});
}

void RejectedConnections::reject(reactor::Socket socket, const chat::Event& reason) {
  ++statistics_.lines_sent;
  std::string text;
  wire::default_dialect().render(reason, {}, text);
  auto connection = std::make_unique<RejectedConnection>(*this, std::move(socket), text);
  if (connections_.size() >= kMax) return;
  const auto* key = connection.get();
  connections_.emplace(key, std::move(connection));
}

}  // namespace tertulia::server
