#include "client/tls_attempt.h"

#include <string_view>
#include <utility>

#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"
#include "tertulia/reactor/transport.h"

namespace tertulia::client {

TlsAttempt::TlsAttempt(reactor::Reactor& reactor, reactor::Stream& stream,
                       const reactor::TlsContext& context, const std::string& host)
    : reactor_(reactor), stream_(stream), timer_(reactor, [this] { on_timeout(); }) {
  stream_.set_handler(*this);
  stream_.set_transport(context.make_transport(host));
}

TlsAttempt::Outcome TlsAttempt::run(base::Duration patience) {
  timer_.start(patience);
  reactor_.run();
  return outcome_;
}

/// While the user is asked, the server could send without end.
void TlsAttempt::on_input() {
  if (stream_.input().size() > kMaxUnread) stream_.pause_input();
}

/// While the user is asked, the server may give up.
void TlsAttempt::on_peer_ended() {
  if (finished_) return stream_.close();
  if (stream_.failure() == reactor::kHandshakeCut) return finish(Outcome::unfinished);
  if (stream_.failure() != reactor::kNotTls) return finish(Outcome::failed);
  constexpr char kPromptBegins = 'U';
  if (stream_.input().empty()) return finish(Outcome::ended);
  finish(stream_.input().front() == kPromptBegins ? Outcome::prompted : Outcome::plain_text);
}

void TlsAttempt::on_closed(reactor::Stream::CloseReason /*reason*/) { finish(Outcome::ended); }

/// What has arrived during a handshake is a part of TLS, so a slow server is not one without TLS.
void TlsAttempt::on_timeout() {
  if (answered_) return finish(Outcome::unfinished);
  if (stream_.take_overhead() == 0) return finish(Outcome::silent);
  answered_ = true;
  timer_.start(kHandshakeTimeout);
}

std::string TlsAttempt::failure() const {
  const auto failure = stream_.failure();
  if (failure == reactor::kHandshakeCut) return base::tr("it ended during the handshake");
  return failure.empty() ? base::tr("the handshake took too long") : std::string(failure);
}

std::string TlsAttempt::answer() const {
  auto text = stream_.input();
  return std::string(base::without_cr(base::next_line(text)));
}

void TlsAttempt::finish(Outcome outcome) {
  if (std::exchange(finished_, true)) return;
  outcome_ = outcome;
  timer_.stop();
  reactor_.stop();
}

}  // namespace tertulia::client
