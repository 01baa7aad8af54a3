#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/server/authenticator.h"

#include "support/archive_fixture.h"
#include "support/logs.h"
#include "support/stream_pair.h"
#include "support/tls.h"

/// Registered names on a server: passwords and keys of real connections, and what is kept.
namespace tertulia::server::accounts_test {
namespace {

using support::run_passes;
using support::run_until;

constexpr auto* kSecret = "correct horse";

struct AccountsFixture : support::ArchiveFixture {
  /// The owner has registered the name, and is gone.
  void register_name(const std::string& name) {
    auto& owner = join(name);
    owner.say("/register " + std::string(kSecret) + "\nexit\n");
    owner.until("The name " + name + " is yours now\nGoodbye " + name + "!\n");
    owner.socket = reactor::Socket();
    run_until(loop, [&] { return server->client_counts().named == 0; });
    store_all();
  }
  Policy with_tls_and_plain_passwords() const {
    Policy policy{.limits = limits, .motd = {}};
    policy.tls = support::server_context();
    policy.passwords_in_plain = PasswordsInPlain::yes;
    return policy;
  }
  /// Each from an address of its own.
  void guess(const std::string& network, std::size_t times) {
    for (std::size_t i = 1; i <= times; ++i) {
      from(network + std::to_string(i)).say("Ann\nwrong secret\n");
    }
  }
  std::uint64_t answered_guesses() const {
    return server->statistics().wrong_passwords + server->statistics().refused_passwords;
  }
  /// A connection over TLS that shows the key of this certificate.
  support::FarEnd with_key(const reactor::Certificate& certificate, const std::string& host) {
    auto [near, far] = support::unix_pair();
    server->accept(std::move(near), {host + ":1", host});
    support::FarEnd end(std::move(far));
    end.tls = std::make_unique<support::TlsClient>();
    end.tls->show(certificate);
    run_until(loop, [&] { return end.tls->shake_hands(end.socket); });
    return end;
  }
  /// A connection from this address.
  Client& from(const std::string& host, bool encrypted = false) {
    auto [near, far] = support::unix_pair();
    encrypted ? server->accept_encrypted(std::move(near), {host + ":1", host})
              : server->accept(std::move(near), {host + ":1", host});
    clients.push_back({loop, clock, std::move(far), {}});
    return clients.back();
  }
};

TEST_CASE_FIXTURE(AccountsFixture, "an account is kept, although nothing else has changed") {
  open();
  store_all();
  const auto before = archive.batches;
  auto& ann = join("Ann");
  ann.say("/register correct horse\n");
  ann.until("is yours now\n");
  store_all();
  CHECK(archive.batches == before + 1);
  REQUIRE(archive.accounts.size() == 1);
  CHECK(archive.accounts.begin()->second.name == "Ann");
  CHECK(archive.accounts.begin()->second.password.starts_with("$argon2id$"));
  ann.say("/unregister\n");
  ann.until("is yours no more\n");
  store_all();
  CHECK(archive.accounts.empty());
}

TEST_CASE_FIXTURE(AccountsFixture, "a password is checked again after a crash") {
  register_name("Ann");
  crash();
  auto& ann = connect();
  ann.say("Ann\ncorrect horse\n");
  ann.until(phrases::connected("Ann") + "\n");
  CHECK(server->statistics().logins_by_password == 1);
}

TEST_CASE_FIXTURE(AccountsFixture,
                  "further tries of an address wait, and time is all they wait for") {
  register_name("Ann");
  for (unsigned i = 0; i < LoginThrottle::kFreePerAddress; ++i) {
    auto& eve = connect();
    eve.say("Ann\nwrong secret\n");
    eve.until("! That is not the password of 'Ann'\n");
    eve.socket = reactor::Socket();
  }
  const auto wrong = server->statistics().wrong_passwords;
  auto& eve = connect();
  eve.say("Ann\nwrong secret\n");
  run_passes(loop, 50);
  CHECK(server->statistics().wrong_passwords == wrong);
  const auto before = loop.now();
  eve.until("! That is not the password of 'Ann'\n");
  CHECK(loop.now() - before >= base::Duration{500});
}

TEST_CASE_FIXTURE(AccountsFixture, "an address has only so many open tries") {
  register_name("Ann");
  std::vector<Client*> eves;
  for (std::size_t i = 0; i <= Authenticator::kMaxPerAddress; ++i) {
    eves.push_back(&connect());
    eves.back()->say("Ann\nwrong secret\n");
    run_passes(loop, 1);
  }
  eves.back()->until("! Too many passwords are tried now; try again later\n");
  CHECK(server->statistics().refused_passwords == 1);
}

// The loop normalized a long password of marks, whose time grows with the square of their number,
// and it did so before it looked at the limits.
TEST_CASE_FIXTURE(AccountsFixture, "a password that is too long is wrong without a check") {
  register_name("Ann");
  for (std::size_t i = 0; i < Authenticator::kMaxPerAddress; ++i) {
    connect().say("Ann\nwrong secret\n");
    run_passes(loop, 1);
  }
  auto& eve = connect();
  eve.say("Ann\n" + std::string(Authenticator::kMaxTyped + 1, 'x') + "\n");
  eve.until("! That is not the password of 'Ann'\n");
  CHECK(server->statistics().refused_passwords == 0);
}

// One address took all places for passwords with new ones, and nobody could log in. A registration
// that failed for that reason counted.
TEST_CASE_FIXTURE(AccountsFixture, "a new password is an open try of its address, too") {
  limits.max_accounts_per_address = 2;
  register_name("Ann");
  auto& bob = join("Bob");
  for (std::size_t i = 0; i < Authenticator::kMaxPerAddress; ++i) {
    connect().say("Ann\nwrong secret\n");
    run_passes(loop, 1);
  }
  bob.say("/register correct horse\n");
  bob.until("! Too many passwords are tried now; try again later\n");
  run_until(loop, clock,
            [&] { return server->statistics().wrong_passwords == Authenticator::kMaxPerAddress; });
  bob.say("/register correct horse\n");
  bob.until("The name Bob is yours now\n");
}

/// The entries come back when the test says so.
struct LateEntries : AccountsFixture {
  LateEntries() { services.log = &entries; }
  ~LateEntries() { stop_server(); }
  LateEntries(const LateEntries&) = delete;
  LateEntries& operator=(const LateEntries&) = delete;

  support::ScriptedLog entries;
};

// A client lost its connection before its registration was ordered. The server's log did not have
// it.
// A client with a pending request is not read: the server notices the loss when it sends something.
TEST_CASE_FIXTURE(LateEntries, "the log has a registration whose client is away") {
  auto& bob = join("Bob");
  auto& ann = join_json("Ann");
  entries.set_mode(support::ScriptedLog::Mode::later);
  ann.say("{\"type\":\"register\",\"password\":\"correct horse\"}\n");
  run_until(loop, [&] { return entries.waiting() == 1; });
  support::reset(ann.socket);
  bob.say("/msg Ann psst\n");
  run_passes(loop);
  clock.advance(limits.send_timeout);
  support::pass_time(loop, clock, base::Duration{100});
  REQUIRE(server->client_counts().detached == 1);
  entries.give_back_all();
  CHECK(log.back() == "info: 127.0.0.1 Ann has registered the name");
}

// The session was archived before it had registered its name. After a crash it was not the owner's,
// and was dropped.
TEST_CASE_FIXTURE(AccountsFixture, "a session that has registered its name survives a crash") {
  auto& ann = join_json("Ann");
  store_all();
  ann.say("{\"type\":\"register\",\"password\":\"correct horse\"}\n");
  lines_to(ann, "\"notice\"");
  store_all();
  crash();
  come_back(token);
  CHECK(field(welcome, "name") == "Ann");
}

TEST_CASE_FIXTURE(AccountsFixture, "a proof that counts no more does not count after a crash") {
  register_name("Ann");
  auto& eve = connect();
  eve.say("{\"type\":\"hello\",\"name\":\"Ann\",\"password\":\"correct horse\"}\n");
  eve.until("\"welcome\"");
  eve.say("{\"type\":\"rename\",\"name\":\"Eve\"}\n");
  lines_to(eve, "\"renamed\"");
  store_all();
  REQUIRE(archive.sessions.size() == 1);
  CHECK(archive.sessions.begin()->second.account != chat::AccountId{});
  auto& ann = connect();
  ann.say("Ann\ncorrect horse\n/password another secret\n");
  ann.until("is changed\n");
  store_all();
  CHECK(archive.sessions.begin()->second.account == chat::AccountId{});
}

TEST_CASE_FIXTURE(AccountsFixture, "passwords are not taken where others could read them") {
  register_name("Ann");
  auto& ann = from("198.51.100.7");
  ann.say("Ann\n");
  ann.until("! 'Ann' is registered, and others could read a password here: connect with TLS\n");
  auto& bob = from("198.51.100.8");
  bob.say("Bob\n/register correct horse\n");
  bob.until(phrases::connected("Bob") + "\n");
  bob.until("connect with TLS\n");
  server->set_policy(with_tls_and_plain_passwords());
  ann.say("Ann\ncorrect horse\n");
  ann.until(phrases::connected("Ann") + "\n");
}

TEST_CASE_FIXTURE(AccountsFixture, "what is refused leaves nothing behind") {
  limits.max_accounts_per_address = 1;
  register_name("Ann");
  auto& bob = join("Bob");
  bob.say("/register correct horse\n");
  bob.until("try again tomorrow\n");
  clock.advance(RegistrationCounts::kDay);
  auto& cid = join("Cid");
  cid.say("/register correct horse\n");
  cid.until("The name Cid is yours now\n");
}

// Another client from the same address got the name, and with it the rights, of an owner whose
// connection was lost a moment ago.
TEST_CASE_FIXTURE(AccountsFixture, "a registered session that waits is not for its neighbours") {
  auto& ann = join_json("Ann");
  ann.say("{\"type\":\"register\",\"password\":\"correct horse\"}\n");
  lines_to(ann, "\"notice\"");
  const auto session = token;
  support::reset(ann.socket);
  run_until(loop, [&] { return server->client_counts().detached == 1; });
  auto& eve = connect();
  eve.say("Ann\n");
  eve.until("Password?\n");
  CHECK(server->client_counts().detached == 1);
  eve.say("correct horse\n");
  eve.until(phrases::connected("Ann") + "\n");
  CHECK(server->client_counts().detached == 0);
  auto& late = connect();
  late.say(resume(session));
  lines_to(late, "\"unknown_session\"");
}

TEST_CASE_FIXTURE(AccountsFixture,
                  "guessers from everywhere delay an owner for seconds, and no key") {
  const auto certificate = support::CertificateFiles("owner").load();
  auto& registered = join("Ann");
  registered.say("/register " + std::string(kSecret) + "\n/key add " + certificate.fingerprint() +
                 "\nexit\n");
  registered.until("Goodbye Ann!\n");
  server->set_policy(with_tls_and_plain_passwords());
  constexpr auto kGuesses = Authenticator::kMaxWaiting + 8;
  guess("198.51.100.", kGuesses);
  run_until(loop, clock, [&] { return answered_guesses() == kGuesses; });
  CHECK(server->statistics().wrong_passwords >= Authenticator::kMaxWaiting);

  guess("203.0.113.", 8);
  auto& owner = from("192.0.2.1");
  owner.say("Ann\ncorrect horse\n");
  run_passes(loop);
  const auto before = clock.now();
  const auto key = with_key(certificate, "192.0.2.2");
  support::put(key, "Ann\n");
  std::string seen;
  run_until(loop, [&] {
    return (seen += support::get(key)).find(phrases::connected("Ann")) != std::string::npos;
  });
  CHECK(server->statistics().logins_by_password == 0);

  clock.advance(LoginThrottle::kMaxNameDelay);
  run_until(loop, [&] { return server->statistics().logins_by_password == 1; });
  CHECK(clock.now() - before == LoginThrottle::kMaxNameDelay);
  owner.until(phrases::connected("Ann") + "\n");
}

// Clients gave two wrong passwords, and then resumed their sessions. The hub remembered for ever
// what it had asked them. Only a number that is given again shows that.
TEST_CASE_FIXTURE(AccountsFixture,
                  "a client that resumes leaves no question for a password behind") {
  register_name("Ann");
  auto& bob = join_json("Bob");
  const auto bobs = token;
  cut(bob);
  const auto wrong = R"({"type":"hello","name":"Ann","password":"wrong secret"})"
                     "\n";
  auto& asking = connect();
  for (int tries = 1; tries < chat::Hub::kMaxTries; ++tries) {
    asking.say(wrong);
    lines_to(asking, "\"password_wrong\"");
  }
  asking.say(resume(bobs));
  lines_to(asking, "\"welcome\"");
  connect();
  run_passes(loop);
  auto state = server->detach(support::nth_client(4));
  REQUIRE(state);
  state->id = support::nth_client(3);
  auto [near, far] = support::unix_pair();
  server->attach(*std::move(state), std::move(near), {"127.0.0.1:1", "127.0.0.1"});
  clients.push_back({loop, clock, std::move(far), {}});
  clients.back().say(wrong);
  CHECK(lines_to(clients.back(), "\"error\"").find("\"password_wrong\"") != std::string::npos);
}

TEST_CASE_FIXTURE(AccountsFixture, "a server with a password on its way shuts down") {
  register_name("Ann");
  auto& ann = connect();
  ann.say("Ann\ncorrect horse\n");
  run_passes(loop, 2);
  shut_down();
  server.reset();
}

}  // namespace
}  // namespace tertulia::server::accounts_test
