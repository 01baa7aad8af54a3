#pragma once

#include <optional>
#include <string>

#include "client/known_servers.h"

namespace tertulia::client {

/// Whether the client speaks TLS.
enum class TlsMode {
  automatic,  ///< TLS first, but not to this machine; plain where a server has none.
  required,   ///< Nothing but TLS.
  off         ///< Nothing but plain.
};

/// What a server has shown, before anything was sent to it.
struct ShownKey {
  std::string fingerprint;
  /// Why the system's authorities do not vouch for the certificate and the name of the host; empty
  /// if they do.
  std::string authority_problem;
};

/// What a server has done in the place of TLS.
struct NoTls {
  bool ended = false;  ///< It has ended the connection without an answer.
  std::string answer;  ///< The first line of its answer in plain text. Anybody can have sent it.
};

/// All that decides whether the client may trust a server.
struct TrustInput {
  std::string server;                ///< As the user types it.
  std::optional<std::string> pin;    ///< `--pin`
  std::optional<KnownServer> known;  ///< What is remembered.
  std::string known_servers;         ///< The file that has it.
  std::optional<ShownKey> shown;     ///< Nothing if the server has no TLS.
  NoTls no_tls;                      ///< Then this.
  TlsMode mode = TlsMode::automatic;
  bool interactive = false;  ///< A user at a terminal can answer a question.
};

struct TrustDecision {
  enum class Action {
    proceed,
    ask,  ///< Ask the user the question in `message`, and remember the key if the answer is yes.
    stop  ///< Send nothing, and exit with `Status::not_trusted`.
  };
  enum class Remember { nothing, authority };

  Action action = Action::stop;
  /// The question, in lines; or why it stops and the way out; or a notice, which may be empty.
  std::string message;
  Remember remember = Remember::nothing;  ///< What to remember when it proceeds.
};

/// Decides by `--pin`, then by what is remembered, then by the system's authorities; else it asks.
/// Nobody can answer in a pipe, so there it stops.
TrustDecision decide_trust(const TrustInput& input);

/// Whether this answer to the question means yes: `yes`, or the fingerprint itself. Nothing if it
/// means neither yes nor no.
std::optional<bool> parse_answer(std::string_view answer, const std::string& fingerprint);

}  // namespace tertulia::client
