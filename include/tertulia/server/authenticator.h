#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tertulia/chat/accounts.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/reactor/worker.h"
#include "tertulia/server/login_throttle.h"
#include "tertulia/server/registration_counts.h"
#include "tertulia/server/secret.h"
#include "tertulia/server/server.h"
#include "tertulia/server/sessions.h"

namespace tertulia::server {

/// Checks what clients prove to own a name: the key of their connection at once, and a password on
/// a thread, one at a time, after the delay that `LoginThrottle` demands. New passwords are hashed
/// on that thread, too, and count as open tries of their address.
class Authenticator final : public chat::Accounts {
 public:
  /// So many passwords may wait for the thread; further ones are refused.
  static constexpr std::size_t kMaxWaiting = 64;
  /// So many may wait for their delay.
  static constexpr std::size_t kMaxDelayed = 1'024;
  /// So many of one address may wait for their delay or the thread.
  static constexpr std::size_t kMaxPerAddress = 4;
  /// A longer password is wrong without a check, in bytes. A registered one has at most 256, but
  /// more if its marks are typed as code points of their own.
  static constexpr std::size_t kMaxTyped = 1'024;

  /// All must outlive it, and the sessions may be made after it.
  Authenticator(reactor::Reactor& reactor, const Sessions& sessions, const Policy& policy,
                Statistics& statistics);
  ~Authenticator();
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;

  bool keeps_accounts() const override { return true; }
  std::string key_of(chat::MemberId client) const override;
  bool has_key(chat::MemberId client, const chat::Account& account) override;
  bool may_send_password(chat::MemberId client) const override;
  std::optional<chat::Problem> count_registration(chat::MemberId client) override;
  void forget_registration(chat::MemberId client) override;
  std::string make_password() override;
  void verify(chat::MemberId client, const chat::Account& account,
              std::string_view password) override;
  void hash(chat::MemberId client, std::string_view password) override;
  void set_asker(Asker* asker) override { asker_ = asker; }

 private:
  struct Try {
    chat::MemberId client{};
    std::string host;
    chat::AccountId account{};
    std::string hash;
    Secret password;
  };

  reactor::Worker* worker();
  void delay(Try one, base::Instant until);
  void on_timer();
  void check(Try one);
  void on_checked(const Try& one, bool correct);
  void answer(chat::MemberId client, Proof proof);
  void refuse(const Try& one);
  /// Returns false if the address has too many open tries. Each has a place to give back.
  bool take_place(const std::string& host);
  void give_back_place(const std::string& host);

  reactor::Reactor& reactor_;
  const Sessions& sessions_;
  const Policy& policy_;
  Statistics& statistics_;
  Asker* asker_ = nullptr;
  LoginThrottle throttle_;
  RegistrationCounts registrations_;
  std::multimap<base::Instant, Try> delayed_;
  std::unordered_map<std::string, std::size_t> open_tries_;  // by address
  reactor::Timer timer_;
  std::optional<reactor::Worker> worker_;  // made for the first password
};

}  // namespace tertulia::server
