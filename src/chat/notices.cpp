#include "tertulia/chat/notices.h"

#include <utility>

namespace tertulia::chat {

Notices::Notices(Delivery& delivery, RoomId room, const NameSource& names)
    : delivery_(delivery), room_(room), names_(names) {}

void Notices::add_join(MemberId member, bool alone) {
  if (alone) return;
  pending_joins_.insert(member);
  if (!pending_leaves_.names.empty()) joined_after_leaves_.insert(member);
  send_or_schedule();
}

void Notices::add_leave(MemberId member, const std::string& name, LeaveReason reason, bool empty) {
  joined_after_leaves_.erase(member);
  if (pending_joins_.erase(member) == 0) {
    joined_after_leaves_.clear();
    if (reason == LeaveReason::slow) ++pending_leaves_.slow;
    pending_leaves_.names.push_back(name);
  }
  if (empty) pending_leaves_ = {};
  send_or_schedule();
}

void Notices::announce(MemberId member) {
  if (pending_joins_.contains(member)) flush();
}

void Notices::on_interval() {
  scheduled_ = false;
  send_or_schedule();
}

void Notices::send_or_schedule() {
  if (scheduled_ || (pending_leaves_.names.empty() && pending_joins_.empty())) return;
  flush();
  scheduled_ = true;
  delivery_.schedule_notices();
}

void Notices::flush() {
  const std::vector<MemberId> joined(pending_joins_.begin(), pending_joins_.end());
  pending_joins_.clear();
  send_leaves();
  send_joins(joined);
}

void Notices::send_leaves() {
  if (pending_leaves_.names.empty()) return;
  const auto leaves = std::exchange(pending_leaves_, {});
  const std::vector<MemberId> except(joined_after_leaves_.begin(), joined_after_leaves_.end());
  joined_after_leaves_.clear();
  const bool all_slow = leaves.slow == leaves.names.size();
  delivery_.to_others(room_, except,
                      Left{Names(leaves.names.begin(), leaves.names.end()),
                           all_slow ? LeaveReason::slow : LeaveReason::left});
}

void Notices::send_joins(std::span<const MemberId> members) {
  if (members.empty()) return;
  Names names;
  names.reserve(members.size());
  for (const auto member : members) names.push_back(names_.name_of(member));
  delivery_.to_others(room_, members, Joined{names});
  if (members.size() > 1) send_joins_to_each(members, names);
}

/// `others` loses one name and gets another for each member, so the cost does not grow with the
/// square of their number.
void Notices::send_joins_to_each(std::span<const MemberId> members, const Names& names) {
  Event notice = Joined{{names.begin() + 1, names.end()}};
  auto& others = std::get<Joined>(notice).names;
  for (std::size_t i = 0; i < members.size(); ++i) {
    delivery_.to_one(members[i], notice);
    if (i < others.size()) others[i] = names[i];
  }
}

}  // namespace tertulia::chat
