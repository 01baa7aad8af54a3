#include "client/tls_attempt.h"

#include <utility>

#include "tertulia/reactor/transport.h"

namespace tertulia::client {

TlsAttempt::TlsAttempt(reactor::Reactor& reactor, reactor::Stream& stream,
                       const reactor::TlsContext& context, const std::string& host)
    : reactor_(reactor), stream_(stream), timer_(reactor, [this] { finish(Outcome::silent); }) {
  stream_.set_handler(*this);
  stream_.set_transport(context.make_transport(host));
}

TlsAttempt::Outcome TlsAttempt::run(base::Duration patience) {
  timer_.start(patience);
  reactor_.run();
  return outcome_;
}

/// While the user is asked, the server may give up.
void TlsAttempt::on_peer_ended() {
  if (finished_) return stream_.close();
  if (stream_.failure() != reactor::kNotTls) return finish(Outcome::failed);
  constexpr char kPromptBegins = 'U';
  const bool prompted = stream_.input().starts_with(kPromptBegins);
  finish(prompted ? Outcome::prompted : Outcome::no_tls);
}

void TlsAttempt::on_closed(reactor::Stream::CloseReason /*reason*/) { finish(Outcome::no_tls); }

void TlsAttempt::finish(Outcome outcome) {
  if (std::exchange(finished_, true)) return;
  outcome_ = outcome;
  timer_.stop();
  reactor_.stop();
}

}  // namespace tertulia::client
