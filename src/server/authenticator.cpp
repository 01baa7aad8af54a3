#include "tertulia/server/authenticator.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"
#include "tertulia/base/text.h"
#include "tertulia/chat/registry.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/server/password_hash.h"

namespace tertulia::server {
namespace {

/// Equal texts may be typed as different code points (RFC 8265, 4.2.2).
Secret normal_form(std::string_view password) {
  auto normal = base::normalize(password);
  if (!normal) return Secret(password);
  Secret secret(*normal);
  std::ranges::fill(*normal, '\0');
  return secret;
}

}  // namespace

Authenticator::Authenticator(reactor::Reactor& reactor, const Sessions& sessions,
                             const Policy& policy, Statistics& statistics)
    : reactor_(reactor),
      sessions_(sessions),
      policy_(policy),
      statistics_(statistics),
      timer_(reactor, [this] { on_timer(); }) {}

Authenticator::~Authenticator() = default;

std::string Authenticator::key_of(chat::MemberId client) const {
  const auto* session = sessions_.find(client);
  return session == nullptr ? std::string() : session->key();
}

bool Authenticator::has_key(chat::MemberId client, const chat::Account& account) {
  if (account.keys.empty() || !account.has_key(key_of(client))) return false;
  ++statistics_.logins_by_key;
  return true;
}

bool Authenticator::may_send_password(chat::MemberId client) const {
  const auto* session = sessions_.find(client);
  if (session == nullptr) return false;
  return session->encrypted() || is_local(session->peer()) ||
         policy_.passwords_in_plain == PasswordsInPlain::yes;
}

std::optional<chat::Problem> Authenticator::count_registration(chat::MemberId client) {
  const auto* session = sessions_.find(client);
  const auto max = policy_.limits.max_accounts_per_address;
  if (session == nullptr || registrations_.add(session->peer().host, max, reactor_.now())) {
    return std::nullopt;
  }
  return chat::Problem::registered_enough;
}

void Authenticator::forget_registration(chat::MemberId client) {
  if (const auto* session = sessions_.find(client)) registrations_.remove(session->peer().host);
}

/// Without a thread, passwords are refused.
reactor::Worker* Authenticator::worker() {
  try {
    if (!worker_) worker_.emplace(reactor_, kMaxWaiting, reactor::Worker::AtEnd::drop_waiting);
    return &*worker_;
  } catch (const base::StartFailure& failure) {
    base::log::error(fmt::format("passwords cannot be checked: {}", failure.what()));
    return nullptr;
  }
}

std::string Authenticator::make_password() { return server::make_password(); }

void Authenticator::verify(chat::MemberId client, const chat::Account& account,
                           std::string_view password) {
  const auto* session = sessions_.find(client);
  if (session == nullptr) return answer(client, Proof::refused);
  if (password.size() > kMaxTyped) {
    ++statistics_.wrong_passwords;
    return answer(client, Proof::wrong);
  }
  Try one{client, session->peer().host, account.id, account.password, Secret(password)};
  if (!take_place(one.host)) return refuse(one);
  const auto now = reactor_.now();
  const auto at = throttle_.admit(one.host, one.account, now);
  if (!at) return refuse(one);
  *at > now ? delay(std::move(one), *at) : check(std::move(one));
}

void Authenticator::delay(Try one, base::Instant until) {
  if (delayed_.size() >= kMaxDelayed) return refuse(one);
  delayed_.emplace(until, std::move(one));
  on_timer();
}

void Authenticator::on_timer() {
  while (!delayed_.empty() && delayed_.begin()->first <= reactor_.now()) {
    check(std::move(delayed_.extract(delayed_.begin()).mapped()));
  }
  if (delayed_.empty()) return timer_.stop();
  const auto left = delayed_.begin()->first - reactor_.now();
  timer_.start(std::chrono::ceil<base::Duration>(left));
}

void Authenticator::check(Try one) {
  auto* thread = worker();
  if (thread == nullptr || thread->is_full()) return refuse(one);
  auto shared = std::make_shared<Try>(std::move(one));
  const auto work = [shared] {
    return verify_password(shared->hash, normal_form(shared->password.text()).text());
  };
  thread->submit(work, [this, shared](const base::Result<bool>& correct) {
    on_checked(*shared, correct && *correct);
  });
}

void Authenticator::on_checked(const Try& one, bool correct) {
  give_back_place(one.host);
  if (correct) {
    ++statistics_.logins_by_password;
  } else {
    ++statistics_.wrong_passwords;
    throttle_.add_failure(one.host, one.account, reactor_.now());
  }
  answer(one.client, correct ? Proof::correct : Proof::wrong);
}

void Authenticator::refuse(const Try& one) {
  give_back_place(one.host);
  ++statistics_.refused_passwords;
  answer(one.client, Proof::refused);
}

void Authenticator::answer(chat::MemberId client, Proof proof) {
  if (asker_ != nullptr) asker_->on_verified(client, proof);
}

bool Authenticator::take_place(const std::string& host) {
  return ++open_tries_[host] <= kMaxPerAddress;
}

void Authenticator::give_back_place(const std::string& host) {
  const auto found = open_tries_.find(host);
  if (--found->second == 0) open_tries_.erase(found);
}

void Authenticator::hash(chat::MemberId client, std::string_view password) {
  const auto* session = sessions_.find(client);
  const auto host = session == nullptr ? std::string() : session->peer().host;
  const auto give = [this, client, host](std::optional<std::string> hash) {
    give_back_place(host);
    if (asker_ != nullptr) asker_->on_hashed(client, std::move(hash));
  };
  auto* thread = worker();
  if (!take_place(host) || thread == nullptr || thread->is_full()) return give({});
  auto secret = std::make_shared<Secret>(password);
  thread->submit([secret] { return hash_password(normal_form(secret->text()).text()); },
                 [give](const base::Result<std::optional<std::string>>& hash) {
                   give(hash ? *hash : std::nullopt);
                 });
}

}  // namespace tertulia::server
