#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tertulia/chat/ids.h"
#include "tertulia/chat/problem.h"

namespace tertulia::chat {

struct Account;

/// What a client can prove: the key of its connection, and that it knows a password. The hub asks
/// before it gives a registered name to a client.
class Accounts {
 public:
  enum class Proof {
    correct,
    wrong,
    refused  ///< There were too many tries: this one was not checked.
  };

  class Asker {
   public:
    /// The answer to `verify()`. The client may have left since the question, and the account may
    /// be gone.
    virtual void on_verified(MemberId client, Proof proof) = 0;
    /// The answer to `hash()`: nothing if too much is to be hashed now.
    virtual void on_hashed(MemberId client, std::optional<std::string> hash) = 0;

   protected:
    ~Asker() = default;
  };

  /// Whether names can be registered: they are kept.
  virtual bool keeps_accounts() const = 0;
  /// The fingerprint of the key that the client's connection has shown; empty if there is none.
  virtual std::string key_of(MemberId client) const = 0;
  /// Whether the client's connection has shown a key of the account: that is a login without a
  /// password.
  virtual bool has_key(MemberId client, const Account& account) = 0;
  /// Whether nobody else can read what the client sends.
  virtual bool may_send_password(MemberId client) const = 0;
  /// Counts a registration of this client's address, or returns why there can be no further one.
  virtual std::optional<Problem> count_registration(MemberId client) = 0;
  /// The registration that was counted last did not come about.
  virtual void forget_registration(MemberId client) = 0;

  /// A new one that nobody can guess.
  virtual std::string make_password() = 0;
  /// Both copy the password, and wipe the copy. A client has at most one open question. The answer
  /// comes before this returns, or later.
  virtual void verify(MemberId client, const Account& account, std::string_view password) = 0;
  virtual void hash(MemberId client, std::string_view password) = 0;
  /// The receiver of the answers from now on; null for none, whose answers are dropped. A hub sets
  /// itself, and null when it is destroyed.
  virtual void set_asker(Asker* asker) = 0;

 protected:
  ~Accounts() = default;
};

/// For a server that keeps nothing: every client is a guest.
class GuestAccounts final : public Accounts {
 public:
  bool keeps_accounts() const override { return false; }
  std::string key_of(MemberId /*client*/) const override { return {}; }
  bool has_key(MemberId /*client*/, const Account& /*account*/) override { return false; }
  bool may_send_password(MemberId /*client*/) const override { return false; }
  std::optional<Problem> count_registration(MemberId /*client*/) override { return {}; }
  void forget_registration(MemberId /*client*/) override {}
  std::string make_password() override { return {}; }
  void verify(MemberId client, const Account& /*account*/, std::string_view /*password*/) override {
    if (asker_ != nullptr) asker_->on_verified(client, Proof::refused);
  }
  void hash(MemberId client, std::string_view /*password*/) override {
    if (asker_ != nullptr) asker_->on_hashed(client, {});
  }
  void set_asker(Asker* asker) override { asker_ = asker; }

 private:
  Asker* asker_ = nullptr;
};

}  // namespace tertulia::chat
