#include "client/trust.h"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"
#include "tertulia/reactor/certificate.h"

namespace tertulia::client {
namespace {

using Action = TrustDecision::Action;

TrustDecision proceed() { return {Action::proceed, {}, {}}; }

TrustDecision stop(std::string reason) { return {Action::stop, std::move(reason), {}}; }

std::string line_of(const TrustInput& input) {
  return base::tr("line {} of {}", input.known->line, input.known_servers);
}

std::string how_to_pin(const TrustInput& input) {
  return fmt::format("--pin {}", input.shown->fingerprint);
}

TrustDecision ask(const std::string& situation, const TrustInput& input) {
  return {Action::ask,
          base::tr("{}\nIts key has the fingerprint {}.\nThe operator of the server sees it in its "
                   "log, and with \"tertuliad --fingerprint\".",
                   situation, input.shown->fingerprint),
          {}};
}

/// What the server says, in quotes that it cannot end, in no language: it must not look like words
/// of ours.
std::string quote(std::string_view answer) {
  constexpr std::size_t kMaxAnswer = 100;
  if (answer.empty()) return {};
  std::string text(answer.substr(0, kMaxAnswer));
  std::ranges::replace(text, '"', '\'');
  return base::tr(" (without TLS it says: {})", fmt::format("\"{}\"", text));
}

/// A server that ends the connection may have trouble, and still have TLS.
TrustDecision stop_without_tls(std::string_view way_out, const TrustInput& input) {
  const auto& [ended, answer] = input.no_tls;
  const auto what =
      ended ? base::tr(
                  "the server ends the connection without an answer to TLS{}. Perhaps it is "
                  "overloaded: try again later",
                  way_out)
            : base::tr("the server offers no TLS{}", way_out);
  return stop(what + quote(answer));
}

TrustDecision decide_without_tls(const TrustInput& input) {
  if (input.pin) {
    return stop_without_tls(base::tr(", so its key cannot be compared with --pin"), input);
  }
  if (input.known) {
    return stop_without_tls(
        base::tr(", which it had before: somebody may be in between. If its operator has "
                 "switched TLS off, remove {}",
                 line_of(input)),
        input);
  }
  if (input.mode == TlsMode::required) {
    return stop_without_tls(base::tr(", which --tls required asks for"), input);
  }
  return {Action::proceed,
          base::tr("The server has no TLS: others on the way can read what you write"),
          {}};
}

TrustDecision decide_by_pin(const TrustInput& input) {
  const auto& shown = input.shown->fingerprint;
  if (*input.pin == shown) return proceed();
  return stop(base::tr(
      "the key of the server is {}, and not that of --pin: somebody may be in between, or the "
      "server has a new key. Ask its operator",
      shown));
}

/// An authority that vouches for a new key is a hint, but any authority can.
TrustDecision decide_by_memory(const TrustInput& input) {
  const auto& [shown, problem] = *input.shown;
  if (input.known->fingerprint == shown) return proceed();
  if (problem.empty() && input.interactive) {
    return ask(
        base::tr("The key of {} has changed. An authority vouches for the new one.", input.server),
        input);
  }
  return stop(base::tr(
      "the key of the server has changed: it is {}, and was {}. Somebody may be in between, or the "
      "server has a new key. Ask its operator; if the new key is right, remove {}, or use {}",
      shown, input.known->fingerprint, line_of(input), how_to_pin(input)));
}

TrustDecision decide_by_authority_again(const TrustInput& input) {
  const auto& [shown, problem] = *input.shown;
  if (problem.empty()) return proceed();
  return stop(base::tr(
      "no authority vouches for the server any more ({}). Somebody may be in between. Ask its "
      "operator; if the key {} is right, remove {}, or use {}",
      problem, shown, line_of(input), how_to_pin(input)));
}

TrustDecision decide_for_the_first_time(const TrustInput& input) {
  const auto& [shown, problem] = *input.shown;
  if (problem.empty()) return {Action::proceed, {}, TrustDecision::Remember::authority};
  if (input.interactive) {
    return ask(base::tr("The server {} is new here, and no authority vouches for it ({}).",
                        input.server, problem),
               input);
  }
  return stop(base::tr(
      "the server is new here, no authority vouches for it ({}), and nobody can be asked. Compare "
      "its key with its operator, then use {}",
      problem, how_to_pin(input)));
}

/// A Spanish user may type `si`, `sí` or `SÍ`.
std::string word_of(std::string_view text) {
  return base::without_accents(base::fold(text).value_or("")).value_or("");
}

}  // namespace

TrustDecision decide_trust(const TrustInput& input) {
  if (!input.shown) return decide_without_tls(input);
  if (input.pin) return decide_by_pin(input);
  if (!input.known) return decide_for_the_first_time(input);
  return input.known->fingerprint.empty() ? decide_by_authority_again(input)
                                          : decide_by_memory(input);
}

std::optional<bool> parse_answer(std::string_view answer, const std::string& fingerprint) {
  answer = base::trim(answer);
  const auto word = word_of(answer);
  if (word == "yes" || word == word_of(base::tr("yes"))) return true;
  if (word == "no" || word == word_of(base::tr("no"))) return false;
  const auto typed = reactor::parse_fingerprint(answer);
  if (!typed) return std::nullopt;
  return *typed == fingerprint;
}

}  // namespace tertulia::client
