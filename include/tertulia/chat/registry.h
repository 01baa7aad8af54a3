#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/chat/archive.h"
#include "tertulia/chat/ids.h"
#include "tertulia/chat/name.h"

namespace tertulia::chat {

/// A registered name, and how its owner proves that it is the owner's.
struct Account {
  static constexpr std::size_t kMaxKeys = 16;

  AccountId id{};
  Name name;
  std::string password = {};           ///< Its Argon2id hash; empty: none.
  std::vector<std::string> keys = {};  ///< The fingerprints of TLS keys.
  base::WallTime since{};
  bool is_operator = false;  ///< An operator has made it one (`/op`).

  bool has_key(const std::string& fingerprint) const;
};

/// All registered names. No two are equal, and no two look alike, however their owners spell them.
class Registry {
 public:
  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  std::size_t size() const { return accounts_.size(); }
  /// Null if there is none.
  const Account* find(AccountId id) const;
  const Account* find(const Name& name) const;
  /// 0 if the name is not registered.
  AccountId id_of(const Name& name) const;
  /// The account of another name that looks like this one, in one of its spellings
  /// (`Name::looks()`); null if there is none.
  const Account* find_alike(const Name& name) const;
  /// The same where this name, too, may be spelled in each of its ways.
  const Account* find_alike_in_any_case(const Name& name) const;
  const std::map<AccountId, Account>& all() const { return accounts_; }

  /// Returns false, and adds nothing, if the id or the name is used.
  bool add(Account account);
  /// Precondition of all: the account exists.
  void remove(AccountId id);
  void set_password(AccountId id, std::string hash);
  void add_key(AccountId id, std::string fingerprint);
  void remove_key(AccountId id, const std::string& fingerprint);
  void clear_keys(AccountId id);
  void set_operator(AccountId id, bool on);

  /// The names that the configuration makes operators (`operator`), registered or not.
  void set_configured_operators(const std::vector<Name>& names);
  bool is_configured_operator(const Name& name) const { return operators_.contains(name.key()); }
  /// Whether the owner runs the server. False if there is no such account.
  bool is_operator(AccountId id) const;

 private:
  const Account* find_other(const Name& name, const std::string& look) const;

  std::map<AccountId, Account> accounts_;
  std::map<std::string, AccountId> by_key_;
  std::multimap<std::string, AccountId> by_look_;
  std::set<std::string> operators_;  // keys of names
};

ArchivedAccount to_archive(const Account& account);

}  // namespace tertulia::chat
