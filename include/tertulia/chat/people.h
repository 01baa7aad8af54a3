#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/name.h"

namespace tertulia::chat {

/// A client that has a name, and the rooms where it is. Everyone is in the lobby.
class Person {
 public:
  explicit Person(Name name);

  const Name& name() const { return name_; }
  void set_name(Name name);
  /// A hash of how its name looks: names that look alike have the same one.
  std::uint32_t look() const { return look_; }

  /// The account that its name is; 0 for a guest.
  AccountId account() const { return owns_name_ ? proved_ : AccountId{}; }
  /// The account that it has proved to own, whatever its present name is; 0: none.
  AccountId proved() const { return proved_; }
  /// When it came; 0: not known.
  base::WallTime since() const { return since_; }
  void set_since(base::WallTime since) { since_ = since; }
  void set_account(AccountId proved, bool owns_name) {
    proved_ = proved;
    owns_name_ = owns_name;
  }

  /// The room that its messages go to.
  RoomId current() const { return visits_ ? visits_->rooms.back() : kLobby; }
  /// The rooms where it is; the one that was current last is the last.
  std::vector<RoomId> rooms() const;
  /// The rooms besides the lobby.
  std::size_t room_count() const { return visits_ ? visits_->rooms.size() - 1 : 0; }

  /// Enters the room, or returns to it: it is the current one.
  void enter(RoomId room);
  /// Leaves a room other than the lobby. The one that was current before is current again.
  void leave(RoomId room);
  /// The same for a member that was kicked. If the room was current, the lobby is current now, and
  /// the next message must not go there: it was meant for the lost room.
  void lose(RoomId room, std::string_view name);
  /// The name of the lost room, once; then empty.
  std::string take_lost_room();

 private:
  /// Most clients are never in another room than the lobby, so they have none of this.
  struct Visits {
    std::vector<RoomId> rooms{kLobby};
    std::string lost;
  };

  Name name_;
  std::unique_ptr<Visits> visits_;
  base::WallTime since_{};
  AccountId proved_{};
  std::uint32_t look_;
  bool owns_name_ = false;
};

/// All clients that have names. No two have the same.
class People final : public NameSource {
 public:
  People() = default;
  People(const People&) = delete;
  People& operator=(const People&) = delete;

  std::size_t size() const { return people_.size(); }
  Person* find(MemberId id);
  const Person* find(MemberId id) const;
  /// The client with this name; nobody (0) if there is none.
  MemberId id_of(std::string_view typed) const;
  std::string_view name_of(MemberId id) const override;
  AccountId account_of(MemberId id) const override;
  bool is_free(const Name& name, MemberId wanted_by) const;
  /// A client with another name that looks like this one, however this is spelled; nobody (0) if
  /// there is none. It compares a number of each client: 10,000 take less than a millisecond.
  MemberId find_alike(const Name& name) const;
  /// The client that has this name; nobody (0) if it is free.
  MemberId holder_of(const Name& name) const;
  /// The clients that have proved to own the account.
  std::vector<MemberId> owners_of(AccountId account) const;

  /// Precondition of both: the name is free.
  void add(MemberId id, const Name& name);
  /// Returns the former name.
  Name rename(MemberId id, const Name& name);
  /// Returns the person, who is here no more.
  Person remove(MemberId id);

 private:
  using Entry = std::pair<const MemberId, Person>;

  /// Finds entries by the keys of their names.
  struct ByKey {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the library asks for it
    static std::string_view key(const Entry* entry) { return entry->second.name().key(); }
    static std::string_view key(std::string_view key) { return key; }
    template <class One, class Other>
    bool operator()(const One& one, const Other& other) const {
      return key(one) < key(other);
    }
  };

  std::unordered_map<MemberId, Person> people_;  // the server chooses these keys
  std::set<const Entry*, ByKey> by_key_;  // a tree, since clients choose the keys and could make a
                                          // hash table slow
};

}  // namespace tertulia::chat
