#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "tertulia/chat/delivery.h"
#include "tertulia/chat/entry.h"

namespace tertulia::chat {

class Room;

/// The join and leave notices of one room. Each notice costs a line for every member, so their rate
/// is limited. A notice is sent at once, unless another was sent during the last notice interval.
/// Otherwise joins and leaves are gathered until the interval has passed, and are sent together.
///
/// A pending join notice is sent before that member's first message to the room. If the member
/// leaves first, neither is announced. A member that joined after the last of several leaves does
/// not get their notice. A notice of several joins also goes to the members that it names, each
/// time without the name of the reader: nobody is told of their own join, nor of the leave of a
/// former owner of their name. A member that keeps a list of members (`Delivery::keeps_members`)
/// gets one notice with all names, its own among them: such a notice is not made for each of many.
/// If it has seen one in its list whose join was pending, it is told of their leave.
class Notices {
 public:
  Notices(Delivery& delivery, const Room& room, const NameSource& names);

  /// The member has joined. `alone`: it is the only member, and no notice is needed.
  void add_join(MemberId member, bool alone);
  /// The member, which had this name, has left. `empty`: the room has no member any more.
  void add_leave(MemberId member, const std::string& name, LeaveReason reason, bool empty);
  /// The client is no member any more, and gets no notices that are due to it.
  void forget(MemberId client) { viewers_.erase(client); }
  /// This member has got a list of the room's members.
  void list_shown(MemberId member);
  /// Sends all pending notices if this member's join is one of them.
  void announce(MemberId member);
  /// Sends all pending notices.
  void flush();
  /// The notice interval has passed.
  void on_interval();

 private:
  struct PendingLeaves {
    std::vector<std::string> names;
    LeaveReason reason = LeaveReason::left;  // if it is the same for all
  };

  bool empty() const;
  void send_or_schedule();
  void send_leaves(std::span<const MemberId> joined);
  void send_unannounced_leaves();
  void send_left(MemberId to, Left notice);
  void send_joins(std::span<const MemberId> members);
  void send_joins_to_each(std::span<const MemberId> members, const Names& names);

  Delivery& delivery_;
  const Room& room_;
  const NameSource& names_;
  std::set<MemberId> pending_joins_;
  PendingLeaves pending_leaves_;
  std::set<MemberId> joined_after_leaves_;  // after the last of pending_leaves_
  std::set<MemberId> viewers_;              // have got a list with pending joins
  std::vector<std::string> unannounced_;    // of these, who has left
  bool scheduled_ = false;
};

}  // namespace tertulia::chat
