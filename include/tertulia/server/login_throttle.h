#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "tertulia/base/units.h"
#include "tertulia/chat/ids.h"

namespace tertulia::server {

/// Makes guessing of passwords slow. After some wrong ones, further tries of an address wait, each
/// longer than the one before, and those that would wait too long are refused. Tries for a name
/// wait, too, wherever they come from, but never for longer than `kMaxNameDelay`, and they are
/// never refused for that: so nobody can lock an owner out. A right password forgives nothing,
/// since a guesser may have a name, too; time does.
class LoginThrottle {
 public:
  /// So many wrong passwords are free.
  static constexpr unsigned kFreePerAddress = 3;
  static constexpr unsigned kFreePerName = 5;
  /// The first delays, which each further wrong password doubles.
  static constexpr base::Duration kFirstAddressDelay{1'000};
  static constexpr base::Duration kFirstNameDelay{250};
  static constexpr base::Duration kMaxAddressDelay{60'000};
  static constexpr base::Duration kMaxNameDelay{5'000};
  /// A try that would have to wait for longer is refused.
  static constexpr base::Duration kMaxWait{10'000};
  /// After this time without a further one, one wrong password is forgiven.
  static constexpr base::Duration kForgiveness{60'000};
  /// Maximum number of addresses, and of names, with wrong passwords. If more remain after those
  /// that are forgiven are removed, all are dropped.
  static constexpr std::size_t kMaxEntries = 65'536;

  /// When the password may be checked; nothing: the try is refused.
  std::optional<base::Instant> admit(const std::string& host, chat::AccountId account,
                                     base::Instant now);
  /// It was wrong.
  void add_failure(const std::string& host, chat::AccountId account, base::Instant now);

 private:
  struct Failures {
    unsigned count = 0;
    base::Instant since{};  // the last one was forgiven, or added
    base::Instant next{};   // no try of the address is checked before this

    void forgive(base::Instant now);
    void add(base::Instant now);
  };

  template <class Key>
  static Failures& find(std::unordered_map<Key, Failures>& all, const Key& key, base::Instant now);

  std::unordered_map<std::string, Failures> by_host_;
  std::unordered_map<chat::AccountId, Failures> by_account_;
};

}  // namespace tertulia::server
