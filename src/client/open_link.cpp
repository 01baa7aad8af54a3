#include "client/open_link.h"

#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/environment.h"
#include "tertulia/base/failure.h"
#include "tertulia/base/private_file.h"
#include "tertulia/base/translate.h"
#include "tertulia/reactor/certificate.h"
#include "tertulia/reactor/tls.h"

#include "client/connect.h"
#include "client/data_home.h"
#include "client/early_screen.h"
#include "client/identity.h"
#include "client/known_servers.h"
#include "client/tls_attempt.h"
#include "client/trust.h"

namespace tertulia::client {
namespace {

using Outcome = TlsAttempt::Outcome;
using Opened = std::variant<Link, Ending>;

class LinkOpener {
 public:
  LinkOpener(reactor::Reactor& reactor, const Options& options, Contact contact)
      : reactor_(reactor),
        options_(options),
        contact_(contact),
        server_(format_endpoint(options.server)),
        directory_(data_home(base::process_environment)) {}

  Opened open() {
    if (options_.tls == TlsMode::off) return plain({});
    const auto servers = KnownServers::read(known_servers());
    if (!servers) return stop(servers.error());
    known_ = servers->find(options_.server);
    auto connection = dial();
    if (!wants_tls(connection.peer)) return plain(std::move(connection), {});
    make_context();
    return secure(std::move(connection));
  }

 private:
  std::string known_servers() const {
    return directory_.empty() ? std::string{} : directory_ + "/known_servers";
  }

  reactor::Connection dial() { return connect(reactor_, options_.server, contact_); }

  Opened plain(std::string notice) { return plain(dial(), std::move(notice)); }

  Opened plain(reactor::Connection connection, std::string notice) {
    auto link = Link::plain(reactor_, std::move(connection.socket));
    link.local = is_local(connection.peer);
    link.notice = std::move(notice);
    return link;
  }

  Opened stop(std::string reason) const {
    Ending ending;
    ending.set(Status::not_trusted, fmt::format("{}: {}", server_, reason));
    return ending;
  }

  /// Nobody else can read what stays on this machine. But who names a key wants to see it.
  bool wants_tls(const reactor::Peer& peer) const {
    return options_.tls == TlsMode::required || options_.pin || known_ || !is_local(peer);
  }

  void make_context() {
    const auto own = own_identity(directory_, reactor_.clock().wall_time());
    if (!own) throw base::StartFailure(own.error());
    auto made = reactor::TlsContext::client(*own);
    if (!made) throw base::StartFailure(made.error());
    context_ = *made;
  }

  bool may_be_plain() const {
    return options_.tls == TlsMode::automatic && !options_.pin && !known_;
  }

  /// A server that had TLS, or must have it, may be about to start, or be overloaded. Nobody waits
  /// at the first contact, unless told to.
  bool waits() const {
    const bool retries = options_.filter.retry > base::Duration::zero() && !can_ask();
    return !may_be_plain() && (contact_ == Contact::again || retries);
  }

  /// A prompt may have crossed our greeting, so one is no proof that there is no TLS.
  Opened secure(reactor::Connection connection) {
    for (int tries = 0;; ++tries) {
      auto link = Link::plain(reactor_, std::move(connection.socket));
      TlsAttempt attempt(reactor_, *link.stream, *context_, host());
      const auto outcome = attempt.run(may_be_plain() ? kTlsTimeout : kRequiredTlsTimeout);
      if (outcome == Outcome::interrupted) throw ConnectFailure("interrupted");
      if (outcome == Outcome::ready) return judge(std::move(link));
      if (outcome == Outcome::failed || outcome == Outcome::unfinished) {
        const auto reason = base::tr("TLS failed: {}", attempt.failure());
        if (outcome == Outcome::failed || !waits()) return stop(reason);
        throw ConnectFailure(fmt::format("{}: {}", server_, reason));
      }
      if ((outcome == Outcome::silent && !may_be_plain()) ||
          (outcome == Outcome::ended && waits())) {
        throw ConnectFailure(base::tr("{}: the server does not answer to TLS", server_));
      }
      if (outcome != Outcome::prompted || tries > 0) {
        return judge_without_tls({outcome == Outcome::ended, attempt.answer()});
      }
      connection = dial();
    }
  }

  Opened judge_without_tls(const NoTls& no_tls) {
    auto decision = decide({}, no_tls);
    if (decision.action == TrustDecision::Action::stop) return stop(decision.message);
    return plain(std::move(decision.message));
  }

  std::string host() const {
    const bool named = options_.server.family == reactor::Endpoint::Family::tcp;
    return named ? options_.server.host : std::string{};
  }

  TrustDecision decide(std::optional<ShownKey> shown, const NoTls& no_tls = {}) const {
    return decide_trust({server_, options_.pin, known_, known_servers(), std::move(shown), no_tls,
                         options_.tls, contact_ == Contact::first && can_ask()});
  }

  Opened judge(Link link) {
    link.secure = true;
    const auto fingerprint = reactor::fingerprint_of(link.stream->peer_key());
    const auto decision = decide(ShownKey{fingerprint, link.stream->peer_problem()});
    switch (decision.action) {
      case TrustDecision::Action::stop:
        return stop(decision.message);
      case TrustDecision::Action::ask:
        return ask(std::move(link), decision.message, fingerprint);
      case TrustDecision::Action::proceed:
        break;
    }
    if (decision.remember == TrustDecision::Remember::authority) {
      [[maybe_unused]] const auto needs_no_memory = remember({}, base::Existing::keep);
    }
    return keep_answer(std::move(link));
  }

  /// The server may not wait as long as the user thinks. It is then asked again.
  Opened ask(Link link, std::string question, const std::string& fingerprint) {
    question += '\n';
    question += base::tr("Connect (yes, no, or the fingerprint)?");
    std::optional<bool> accepted;
    while (!accepted) {
      const auto answer = ask_user(reactor_, question);
      accepted = answer ? parse_answer(*answer, fingerprint) : false;
      question = base::tr("Type yes, no, or the fingerprint:");
    }
    if (!*accepted) return stop(base::tr("you did not accept the key of the server"));
    accept(fingerprint);
    if (!link.stream->open()) return secure(dial());
    link.stream->resume_input();
    return keep_answer(std::move(link));
  }

  void accept(const std::string& fingerprint) {
    const auto remembered = remember(fingerprint, base::Existing::replace);
    known_ = remembered ? *remembered : KnownServer{fingerprint, 0};
    accepted_ = remembered ? std::string{} : fingerprint;
    notice_ = remembered
                  ? std::string{}
                  : base::tr("The key of the server is not remembered: {}", remembered.error());
  }

  /// The link that is used may be another one than that of the question.
  Link keep_answer(Link link) const {
    link.notice = notice_;
    link.accepted = accepted_;
    return link;
  }

  base::Result<KnownServer> remember(const std::string& fingerprint,
                                     base::Existing existing) const {
    if (!make_data_home(directory_)) return base::Error{base::tr("there is no directory for it")};
    return KnownServers::remember(known_servers(), options_.server, fingerprint, existing);
  }

  reactor::Reactor& reactor_;
  const Options& options_;
  const Contact contact_;
  std::string server_;
  std::string directory_;
  std::optional<KnownServer> known_;
  std::string accepted_;  // the fingerprint, if it could not be remembered
  std::string notice_;
  std::shared_ptr<const reactor::TlsContext> context_;
};

}  // namespace

Opened open_link(reactor::Reactor& reactor, const Options& options, Contact contact) {
  return LinkOpener(reactor, options, contact).open();
}

}  // namespace tertulia::client
