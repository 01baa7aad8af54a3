#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/chat/archive.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/name.h"
#include "tertulia/chat/notices.h"
#include "tertulia/chat/problem.h"
#include "tertulia/chat/recent_messages.h"

namespace tertulia::chat {

/// Who has a right: the owner of a registered name has it for good, and a guest for as long as its
/// session lives.
struct Identity {
  MemberId session{};
  AccountId account{};  ///< 0 for a guest.
};

/// A set of users that someone has named one by one. The ids of clients that are gone are dropped
/// now and then, so it never has many more ids than there are clients and accounts.
class Nominees {
 public:
  bool contains(Identity who) const {
    return ids_.contains(who.session) || accounts_.contains(who.account);
  }
  void insert(Identity who, const NameSource& clients);
  void erase(Identity who);
  void erase(AccountId account) { accounts_.erase(account); }
  const std::set<MemberId>& ids() const { return ids_; }
  const std::set<AccountId>& accounts() const { return accounts_; }
  /// 0 is nobody: all guests have it.
  void restore(AccountId account) {
    if (account != AccountId{}) accounts_.insert(account);
  }

 private:
  static constexpr std::size_t kFirstCleanup = 64;

  std::set<MemberId> ids_;
  std::set<AccountId> accounts_;
  std::size_t cleanup_at_ = kFirstCleanup;
};

/// One room: its members, its topic, and who may do what in it. Who made it runs it, as
/// do the operators that they name. The lobby is made by nobody, so nobody runs it.
class Room {
 public:
  static constexpr std::size_t kMaxTopic = 300;  ///< In code points.
  /// For this time, who was kicked cannot come back.
  static constexpr std::chrono::minutes kKickTime{10};

  Room(RoomId id, Name name, Identity founder, Delivery& delivery, const NameSource& names);
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  RoomRef ref() const { return {id_, name_.text()}; }
  const Name& name() const { return name_; }
  RoomView view() const { return {ref(), topic_, members_, names_}; }

  /// In the order of their ids: who connected first comes first.
  std::span<const MemberId> members() const { return members_; }
  bool has(MemberId member) const;
  void add(MemberId member);
  /// True if it had a private view, which ends with its stay.
  bool remove(MemberId member);

  bool is_founder(MemberId client) const;
  bool is_run_by(MemberId client) const {
    return is_founder(client) || operators_.contains(identify(client));
  }
  /// The account that has made it, so that it stays when it is empty; 0: none.
  AccountId founder_account() const { return founder_.account; }
  /// The client has registered its name: its rights are the account's, but for that of the founder
  /// if the account has enough rooms. Returns whether it has any.
  bool give_to_account(MemberId client, AccountId account, bool has_enough);
  /// The account is gone, and its rights with it. Returns whether it had any.
  bool forget(AccountId account);
  void set_operator(MemberId client, bool on);
  /// The members that run it, sorted.
  std::vector<MemberId> operators() const;

  /// Whether the client may see what is in the room, without being in it.
  bool shows_to(MemberId client) const { return !private_ || has(client) || may_enter(client); }
  /// Why the client cannot enter at this time.
  std::optional<Problem> check_entry(MemberId client, base::WallTime now) const;
  bool is_private() const { return private_; }
  /// `at` is the entry that changes it, here and in `invite()`.
  void set_private(bool on, EntryId at);
  /// An invitation ends the effect of a kick, too. Taking it back also ends the private view of a
  /// member, who from then on sees what it is told.
  void invite(MemberId client, bool on, EntryId at);
  /// The client may not come back for a while, and needs a new invitation. It must still be
  /// removed.
  void kick(MemberId client, base::WallTime now);

  /// What the client may see of the room's messages while it is a member. Those who run the room
  /// or are invited see all of them. Of what is said while the room is private, the others see what
  /// they were there for, in this stay.
  RoomScope scope_of(MemberId client) const;
  RecentMessages& recent() { return recent_; }
  const RecentMessages& recent() const { return recent_; }

  ArchivedRoom archived() const;
  /// Precondition: all its members are in it. Clients that are gone are left out, and private views
  /// of others than members.
  void restore(const ArchivedRoom& archived);

  const std::string& topic() const { return topic_; }
  void set_topic(std::string topic) { topic_ = std::move(topic); }

  Notices& notices() { return notices_; }

 private:
  Identity identify(MemberId client) const { return {client, names_.account_of(client)}; }
  bool may_enter(MemberId client) const {
    return is_run_by(client) || invited_.contains(identify(client));
  }

  RoomId id_;
  Name name_;
  Identity founder_;
  const NameSource& names_;
  std::string topic_;
  bool private_ = false;
  std::vector<MemberId> members_;  // sorted
  Nominees operators_;
  Nominees invited_;
  std::map<MemberId, EntryId> private_views_;  // of members: what each sees of private times
  RecentMessages recent_;
  std::map<MemberId, base::WallTime> kicked_;  // until when
  std::map<AccountId, base::WallTime> kicked_accounts_;
  Notices notices_;
};

struct RoomLimits {
  std::size_t rooms;             ///< Maximum number of rooms, the lobby included.
  std::size_t rooms_per_member;  ///< Maximum number of rooms of one member, besides the lobby.
};

/// All rooms. The lobby always exists.
class Rooms {
 public:
  Rooms(Delivery& delivery, const NameSource& names);

  std::size_t size() const { return rooms_.size(); }
  /// Null if there is none.
  Room* find(RoomId id);
  Room* find(const Name& name);
  Room& lobby() { return rooms_.at(kLobby); }
  Room& at(RoomId id) { return rooms_.at(id); }
  const Room& at(RoomId id) const { return rooms_.at(id); }
  /// In the order in which they were made.
  std::map<RoomId, Room>& all() { return rooms_; }

  /// Precondition: there is no room with this id or name.
  Room& make(RoomId id, const Name& name, Identity founder);
  /// Number of rooms that stay because of this account.
  std::size_t founded_by(AccountId account) const;
  void erase(RoomId id);

 private:
  Delivery& delivery_;
  const NameSource& names_;
  std::map<RoomId, Room> rooms_;
  std::map<std::string, RoomId> ids_;  // by Name::key()
};

/// The name of a room as a user types it, with or without `#`.
std::variant<Name, Problem> parse_room(std::string_view typed);

}  // namespace tertulia::chat
