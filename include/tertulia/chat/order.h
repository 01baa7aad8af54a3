#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/base/network.h"
#include "tertulia/chat/archive.h"
#include "tertulia/chat/bans.h"
#include "tertulia/chat/command.h"
#include "tertulia/chat/delivery.h"
#include "tertulia/chat/entry.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/list_space.h"
#include "tertulia/chat/people.h"
#include "tertulia/chat/problem.h"
#include "tertulia/chat/registry.h"
#include "tertulia/chat/room_log.h"

namespace tertulia::chat {

/// What the operators of the server have decided: who is kept out, who may not speak to others, and
/// whether guests may come in. The hub asks it, and changes it when it applies an operator's entry.
/// The delivery gets each change that the archive keeps.
class Order {
 public:
  /// All of them must outlive it. The log gives the time where no entry does.
  Order(Delivery& delivery, RoomLog& log, const People& people, const Registry& registry)
      : delivery_(delivery), log_(log), people_(people), registry_(registry) {}
  Order(const Order&) = delete;
  Order& operator=(const Order&) = delete;

  const Bans& bans() const { return bans_; }
  /// Whether the client runs the server, by its connection or by its present name.
  bool runs_server(MemberId client) const;

  bool is_muted(MemberId client) const;
  bool is_muted(MemberId client, base::WallTime now) const;
  /// Why the client cannot have the name, though nobody has it.
  std::optional<Problem> check_name(MemberId client, const Name& name) const;
  std::optional<Problem> check_name(MemberId client, const Name& name, base::WallTime now) const;

  /// Without `force` no ban is for its author, for an operator, who may be away or under another
  /// name, or for everybody.
  std::optional<Problem> check_ban(MemberId author, const BanTarget& target, bool force) const;
  std::optional<Problem> check_kick(MemberId whom) const;
  std::optional<Problem> check_mute(MemberId whom) const;
  /// Whom this name means: who has it, the account that has it, or who was muted under it. Nothing
  /// if there is none of them.
  std::optional<MutedUser> find_muted(std::string_view typed) const;
  bool has_mute(const MutedUser& whom) const {
    return mutes_.find(whom.client, whom.account) != nullptr;
  }

  /// What an operator's entry does, which was checked. `by` is its author's name. A ban of a name
  /// that is banned, and that nobody has, keeps the account and the address of the former one.
  Ban add(const Entry& entry, const BanEntry& ban, std::string_view by);
  /// False if there is no such ban.
  bool lift(const BanTarget& target);
  /// Returns when it ends.
  End add(const Entry& entry, const MuteEntry& mute, std::string_view by);
  /// False if there is no mute.
  bool lift(const MutedUser& whom);
  void set_guests_allowed(bool allowed);
  void remove_ended(base::WallTime now);
  /// The session has ended.
  void forget(MemberId client);

  /// The newest ones. They refer to the bans and mutes.
  BanList list(ListSpace space) const;
  /// Precondition: there is none yet, and the members are here. A damaged ban bans nobody. The mute
  /// of a session that is gone is told as ended.
  void restore(const ArchivedState& state);

 private:
  AccountId proved_account(MemberId client) const;
  /// Also under another name, without the rights of its own.
  bool belongs_to_operator(MemberId client) const;
  AccountId account_in(const Name& name) const;
  std::vector<MemberId> covered_by(const Name& name) const;
  Ban make_ban(const Entry& entry, const BanEntry& ban, std::string_view by) const;
  void keep_former(Ban& made, const Name& name) const;
  void add_address(Ban& made, MemberId whom) const;
  void keep(const OrderChanges& changes);

  Delivery& delivery_;
  RoomLog& log_;
  const People& people_;
  const Registry& registry_;
  Bans bans_;
  Mutes mutes_;
  bool guests_allowed_ = true;
};

/// Whether it is refused to who is muted. A message has a number that is acknowledged also then, so
/// the hub decides that itself.
bool reaches_others(const Command& command);

/// The last event for who is banned, by name or account (`Ban::until`) or by address
/// (`Ban::address_end()`). It refers to the ban.
Closing closing_for(const Ban& ban, const End& until);

}  // namespace tertulia::chat
