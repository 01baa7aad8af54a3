#include "tertulia/server/rejected_connections.h"

#include <functional>
#include <string>
#include <utility>

#include "tertulia/reactor/stream.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

class RejectedConnections::RejectedConnection final : private reactor::Stream::Handler {
 public:
  RejectedConnection(RejectedConnections& door, reactor::Socket socket, std::string_view why)
      : door_(door),
        stream_(reactor::Stream::create(door.reactor_, door.deadlines_, std::move(socket), *this,
                                        {door.limits_.send_queue, door.limits_.drain_timeout})) {
    stream_->write(why);
    stream_->close();
  }

 private:
  void on_input() override {}
  void on_peer_ended() override {}
  void on_closed(reactor::Stream::CloseReason /*end*/) override { door_.connections_.erase(this); }

  RejectedConnections& door_;
  reactor::StreamHandle stream_;
};

RejectedConnections::RejectedConnections(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
                                         const base::Limits& limits, Statistics& statistics)
    : reactor_(reactor), deadlines_(deadlines), limits_(limits), statistics_(statistics) {}

RejectedConnections::~RejectedConnections() = default;

void RejectedConnections::reject(reactor::Socket socket, chat::Problem why) {
  const bool address = why == chat::Problem::address_full;
  ++(address ? statistics_.refused_address : statistics_.refused_full);
  ++statistics_.lines_sent;
  std::string text;
  wire::default_dialect().render(chat::Refused{why, {}}, text);
  auto visitor = std::make_unique<RejectedConnection>(*this, std::move(socket), text);
  if (connections_.size() >= kMax) return;
  const auto* key = visitor.get();
  connections_.emplace(key, std::move(visitor));
}

}  // namespace tertulia::server
