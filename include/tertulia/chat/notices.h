#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "tertulia/chat/delivery.h"
#include "tertulia/chat/entry.h"

namespace tertulia::chat {

/// The join and leave notices of one room. Each notice costs every member a line, so they are
/// limited: a notice is sent at once, unless one was sent during the last notice interval; then
/// joins and leaves are gathered until the interval has passed, and are sent together.
///
/// A pending join notice is sent before that member's first message to the room. If the member
/// leaves first, neither is announced. A member that joined after the last of several leaves is not
/// told of them. A notice of one name does not go to that member; a notice of several goes to all.
class Notices {
 public:
  /// Gives the name of a member of the room.
  class NameSource {
   public:
    virtual std::string_view name_of(MemberId member) const = 0;

   protected:
    ~NameSource() = default;
  };

  Notices(Delivery& delivery, RoomId room, const NameSource& names);

  /// The member has joined. `alone` is true if it is the only one: then nobody is told.
  void add_join(MemberId member, bool alone);
  /// The member, which had this name, has left; `empty` is true if nobody is left.
  void add_leave(MemberId member, const std::string& name, LeaveReason reason, bool empty);
  /// Sends everything that waits if this member's join does.
  void announce(MemberId member);
  /// Sends everything that waits.
  void flush();
  /// The notice interval has passed.
  void on_interval();

 private:
  struct PendingLeaves {
    std::vector<std::string> names;
    std::size_t slow = 0;  // how many of them left because of a slow connection
  };

  void send_or_schedule();
  void send_leaves();
  void send_joins(std::span<const MemberId> members);

  Delivery& delivery_;
  RoomId room_;
  const NameSource& names_;
  std::set<MemberId> pending_joins_;
  PendingLeaves pending_leaves_;
  std::set<MemberId> joined_after_leaves_;  // after the last of pending_leaves_
  bool scheduled_ = false;
};

}  // namespace tertulia::chat
