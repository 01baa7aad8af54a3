#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/base/network.h"
#include "tertulia/chat/ids.h"
#include "tertulia/chat/name.h"

/// What operators have decided about people, until it ends. Times are those of entries; without one
/// there is no end.
namespace tertulia::chat {

using End = std::optional<base::WallTime>;

/// Whom a ban keeps out: a name, or a network.
using BanTarget = std::variant<Name, base::Network>;
/// As an operator types it.
std::string text_of(const BanTarget& target);

/// Keeps out who gives a name, or who connects from a network. A ban of a name may have a network,
/// too, with an end of its own.
struct Ban {
  EntryId id{};          ///< That of the entry that made it.
  std::string name;      ///< Empty: only the network is banned.
  std::string key = {};  ///< `Name::key()`.
  AccountId account{};   ///< What the name belonged to.
  std::optional<base::Network> network = std::nullopt;
  End network_until = std::nullopt;
  std::string by;
  std::string reason;  ///< May be empty.
  base::WallTime since{};
  End until = std::nullopt;

  /// When it keeps out no address any more.
  End address_end() const;
};

/// A member that may read, but not speak to others.
struct Mute {
  EntryId id{};       ///< That of the entry that made it.
  MemberId client{};  ///< The session, whatever its name is.
  AccountId account{};
  std::string name;  ///< When it was muted.
  std::string by;
  std::string reason;  ///< May be empty.
  base::WallTime since{};
  End until = std::nullopt;
};

/// Whom a mute is for.
struct MutedUser {
  MemberId client{};  ///< 0: it is away.
  AccountId account{};
  std::string name;  ///< Its present name, or the one that it had.
};

/// A change of these, for the archive.
struct EndedBan {
  EntryId id;
};
struct EndedMute {
  EntryId id;
};
/// Whether names that are not registered may come in.
struct GuestsChange {
  bool allowed;
};
using OrderChange = std::variant<Ban, EndedBan, Mute, EndedMute, GuestsChange>;
using OrderChanges = std::vector<OrderChange>;

/// All bans. The methods that change something return what the archive must know.
class Bans {
 public:
  static constexpr std::size_t kMax = 10'000;

  bool empty() const { return bans_.empty(); }
  std::size_t size() const { return bans_.size(); }
  bool is_full() const { return size() >= kMax; }
  /// By id.
  const std::map<EntryId, Ban>& all() const { return bans_; }

  /// Replaces a former ban of the same name, or of the same network alone.
  OrderChanges add(Ban ban);
  /// A ban of a name that only had this network loses it. Nothing: there is no such ban.
  OrderChanges lift(const BanTarget& target);
  OrderChanges remove_ended(base::WallTime now);

  /// What keeps out this name, or this account under any name; null if nothing does.
  const Ban* find(const Name& name, AccountId account, base::WallTime now) const;
  /// What keeps out this address. It costs a look at each length of prefix that is banned.
  const Ban* find(const base::Network& address, base::WallTime now) const;

 private:
  void remove(EntryId id);
  void forget_network(const Ban& ban);
  EntryId id_of(const BanTarget& target) const;

  std::map<EntryId, Ban> bans_;
  std::map<std::string, EntryId, std::less<>> by_key_;
  std::multimap<base::Network, EntryId> by_network_;
  std::map<unsigned, std::size_t> lengths_;  // of the prefixes of networks, as IPv6
};

/// All mutes, by session and account.
class Mutes {
 public:
  bool empty() const { return mutes_.empty(); }
  const std::map<EntryId, Mute>& all() const { return mutes_; }

  /// Replaces a former one of the same session or account.
  OrderChanges add(Mute mute);
  OrderChanges lift(MemberId client, AccountId account);
  /// The session has ended: only an account stays muted.
  OrderChanges forget(MemberId client);
  OrderChanges remove_ended(base::WallTime now);

  /// That of the session, or else that of the account, which may have ended; null if there is none.
  const Mute* find(MemberId client, AccountId account) const;
  /// Whether one of both is in force.
  bool covers(MemberId client, AccountId account, base::WallTime now) const;

 private:
  void remove(EntryId id);

  std::map<EntryId, Mute> mutes_;
  std::map<MemberId, EntryId> by_client_;
  std::map<AccountId, EntryId> by_account_;
};

}  // namespace tertulia::chat
