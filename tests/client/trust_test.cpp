#include "client/trust.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::client::trust_test {
namespace {

using Action = TrustDecision::Action;

const std::string kKey = "SHA256:" + std::string(43, 'A');
const std::string kOther = "SHA256:" + std::string(42, 'b') + "A";
const std::string kNobody = "self-signed certificate";

enum class Pin { none, same, other };
enum class Known { none, same, other, authority };
enum class Shown { no_tls, vouched_for, alone };
enum class At { terminal, pipe, both };

struct Row {
  Pin pin;
  Known known;
  Shown shown;
  TlsMode mode;
  At at;
  Action action;
  std::vector<std::string> message;  ///< Parts of it; none: it is empty.
};

constexpr auto kAuto = TlsMode::automatic;
constexpr auto kRequired = TlsMode::required;

const std::vector<Row> kRows{
    // The pin alone decides, whatever is remembered and whoever vouches.
    {Pin::same, Known::none, Shown::alone, kAuto, At::both, Action::proceed, {}},
    {Pin::same, Known::other, Shown::alone, kAuto, At::both, Action::proceed, {}},
    {Pin::same, Known::authority, Shown::alone, kAuto, At::both, Action::proceed, {}},
    {Pin::other, Known::none, Shown::vouched_for, kAuto, At::both, Action::stop, {kKey, "--pin"}},
    {Pin::other, Known::same, Shown::vouched_for, kAuto, At::both, Action::stop, {kKey, "--pin"}},
    {Pin::same, Known::none, Shown::no_tls, kAuto, At::both, Action::stop, {"no TLS", "--pin"}},
    // The remembered key.
    {Pin::none, Known::same, Shown::alone, kAuto, At::both, Action::proceed, {}},
    {Pin::none, Known::same, Shown::vouched_for, kRequired, At::both, Action::proceed, {}},
    {Pin::none,
     Known::other,
     Shown::alone,
     kAuto,
     At::both,
     Action::stop,
     {kKey, kOther, "line 7 of /known", "--pin " + kKey}},
    // An authority never overrides it without a question.
    {Pin::none,
     Known::other,
     Shown::vouched_for,
     kAuto,
     At::terminal,
     Action::ask,
     {"chat.lan:7788 has changed", "vouches", kKey, "tertuliad --fingerprint"}},
    {Pin::none,
     Known::other,
     Shown::vouched_for,
     kAuto,
     At::pipe,
     Action::stop,
     {kKey, kOther, "line 7 of /known", "--pin " + kKey}},
    // A server that is known to have TLS is never spoken to without.
    {Pin::none,
     Known::same,
     Shown::no_tls,
     kAuto,
     At::both,
     Action::stop,
     {"which it had before", "line 7 of /known"}},
    {Pin::none,
     Known::authority,
     Shown::no_tls,
     kAuto,
     At::both,
     Action::stop,
     {"which it had before", "line 7 of /known"}},
    // A server that an authority has vouched for may have a new key, if one vouches for it again.
    {Pin::none, Known::authority, Shown::vouched_for, kAuto, At::both, Action::proceed, {}},
    {Pin::none,
     Known::authority,
     Shown::alone,
     kAuto,
     At::both,
     Action::stop,
     {kNobody, kKey, "line 7 of /known", "--pin " + kKey}},
    // A new server.
    {Pin::none, Known::none, Shown::vouched_for, kAuto, At::both, Action::proceed, {}},
    {Pin::none,
     Known::none,
     Shown::alone,
     kAuto,
     At::terminal,
     Action::ask,
     {"chat.lan:7788 is new here", kNobody, kKey, "tertuliad --fingerprint"}},
    {Pin::none, Known::none, Shown::alone, kRequired, At::terminal, Action::ask, {kKey}},
    {Pin::none,
     Known::none,
     Shown::alone,
     kAuto,
     At::pipe,
     Action::stop,
     {kNobody, "nobody can be asked", "--pin " + kKey}},
    {Pin::none, Known::none, Shown::no_tls, kAuto, At::both, Action::proceed, {"has no TLS"}},
    {Pin::none,
     Known::none,
     Shown::no_tls,
     kRequired,
     At::both,
     Action::stop,
     {"no TLS", "--tls required"}},
};

TrustInput input_of(const Row& row, bool interactive) {
  TrustInput input{"chat.lan:7788", {}, {}, "/known", {}, {}, row.mode, interactive};
  if (row.pin != Pin::none) input.pin = row.pin == Pin::same ? kKey : kOther;
  if (row.known == Known::authority) input.known = KnownServer{{}, 7};
  if (row.known == Known::same) input.known = KnownServer{kKey, 7};
  if (row.known == Known::other) input.known = KnownServer{kOther, 7};
  if (row.shown == Shown::vouched_for) input.shown = ShownKey{kKey, {}};
  if (row.shown == Shown::alone) input.shown = ShownKey{kKey, kNobody};
  return input;
}

void check(const Row& row, bool interactive) {
  CAPTURE(interactive);
  const auto decision = decide_trust(input_of(row, interactive));
  CHECK(decision.action == row.action);
  CHECK(decision.message.empty() == row.message.empty());
  for (const auto& part : row.message) {
    CAPTURE(part);
    CAPTURE(decision.message);
    CHECK(decision.message.find(part) != std::string::npos);
  }
  const bool first_vouched =
      row.pin == Pin::none && row.known == Known::none && row.shown == Shown::vouched_for;
  CHECK((decision.remember == TrustDecision::Remember::authority) == first_vouched);
}

TEST_CASE("each situation has its decision, and each stop a reason and a way out") {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    CAPTURE(i);
    if (kRows[i].at != At::pipe) check(kRows[i], true);
    if (kRows[i].at != At::terminal) check(kRows[i], false);
  }
}

// A server was full, and refused its users in plain text. The client said only that it had no TLS
// any more, and which line to remove. Who removed it lost the protection of the key.
TEST_CASE("a stop says what the server has done in the place of TLS") {
  TrustInput input{"chat.lan:7788", {}, KnownServer{kKey, 7}, "/known", {}, {}, kAuto, false};
  input.no_tls.answer = "! The server is \"full\"";
  CHECK(
      decide_trust(input).message ==
      "the server offers no TLS, which it had before: somebody may be in between. If its operator "
      "has switched TLS off, remove line 7 of /known (without TLS it says: \"! The server is "
      "'full'\")");
  input.no_tls = {true, {}};
  CHECK(
      decide_trust(input).message ==
      "the server ends the connection without an answer to TLS, which it had before: somebody may "
      "be in between. If its operator has switched TLS off, remove line 7 of /known. Perhaps it is "
      "overloaded: try again later");
  input.no_tls = {false, std::string(1'000, 'x')};
  CHECK(decide_trust(input).message.size() < 300);
}

TEST_CASE("only yes and the fingerprint itself mean yes") {
  for (const auto& yes : {std::string("yes"), std::string(" YES "), kKey, kKey + "="}) {
    CHECK(parse_answer(yes, kKey) == true);
  }
  for (const auto& no : {std::string("no"), std::string("No"), kOther}) {
    CHECK(parse_answer(no, kKey) == false);
  }
  for (const auto& unclear : {"", "y", "n", "yes please", "SHA256:A"}) {
    CHECK(parse_answer(unclear, kKey) == std::nullopt);
  }
}

}  // namespace
}  // namespace tertulia::client::trust_test
