#include "tertulia/chat/notices.h"

#include <utility>

#include "tertulia/chat/room.h"

namespace tertulia::chat {

Notices::Notices(Delivery& delivery, const Room& room, const NameSource& names)
    : delivery_(delivery), room_(room), names_(names) {}

void Notices::add_join(MemberId member, bool alone) {
  if (alone) return;
  pending_joins_.insert(member);
  if (!pending_leaves_.names.empty()) joined_after_leaves_.insert(member);
  send_or_schedule();
}

void Notices::add_leave(MemberId member, const std::string& name, LeaveReason reason, bool empty) {
  joined_after_leaves_.erase(member);
  viewers_.erase(member);
  if (pending_joins_.erase(member) == 0) {
    joined_after_leaves_.clear();
    auto& leaves = pending_leaves_;
    leaves.reason = leaves.names.empty() || leaves.reason == reason ? reason : LeaveReason::left;
    leaves.names.push_back(name);
  } else if (!viewers_.empty()) {
    unannounced_.push_back(name);
  }
  if (empty) {
    pending_leaves_ = {};
    unannounced_ = {};
  }
  send_or_schedule();
}

void Notices::list_shown(MemberId member) {
  if (!pending_joins_.empty()) viewers_.insert(member);
}

void Notices::announce(MemberId member) {
  if (pending_joins_.contains(member)) flush();
}

void Notices::on_interval() {
  scheduled_ = false;
  send_or_schedule();
}

void Notices::send_or_schedule() {
  if (scheduled_ || empty()) return;
  flush();
  scheduled_ = true;
  delivery_.schedule_notices(room_.ref().id, room_.members().size());
}

bool Notices::empty() const {
  return pending_leaves_.names.empty() && pending_joins_.empty() && unannounced_.empty();
}

void Notices::flush() {
  const std::vector<MemberId> joined(pending_joins_.begin(), pending_joins_.end());
  pending_joins_.clear();
  send_leaves(joined);
  send_unannounced_leaves();
  send_joins(joined);
}

/// A new member may have the name of one that left before it joined.
void Notices::send_leaves(std::span<const MemberId> joined) {
  if (pending_leaves_.names.empty()) return;
  const auto leaves = std::exchange(pending_leaves_, {});
  auto except = std::exchange(joined_after_leaves_, {});
  const Left notice{room_.ref(), Names(leaves.names.begin(), leaves.names.end()), leaves.reason};
  const std::set<std::string_view> left(notice.names.begin(), notice.names.end());
  std::vector<MemberId> namesakes;
  for (const auto member : joined) {
    if (!left.contains(names_.name_of(member))) continue;
    if (except.insert(member).second) namesakes.push_back(member);
  }
  delivery_.to_others(room_.ref().id, std::vector(except.begin(), except.end()), notice);
  for (const auto member : namesakes) send_left(member, notice);
}

void Notices::send_left(MemberId to, Left notice) {
  std::erase(notice.names, names_.name_of(to));
  if (!notice.names.empty()) delivery_.to_one(to, notice);
}

void Notices::send_unannounced_leaves() {
  const auto viewers = std::exchange(viewers_, {});
  const auto names = std::exchange(unannounced_, {});
  if (names.empty()) return;
  const Left notice{room_.ref(), Names(names.begin(), names.end())};
  for (const auto viewer : viewers) send_left(viewer, notice);
}

void Notices::send_joins(std::span<const MemberId> members) {
  if (members.empty()) return;
  Names names;
  names.reserve(members.size());
  for (const auto member : members) names.push_back(names_.name_of(member));
  std::vector<MemberId> apart;
  for (const auto member : members) {
    if (members.size() == 1 || !delivery_.keeps_members(member)) apart.push_back(member);
  }
  delivery_.to_others(room_.ref().id, apart, Joined{room_.ref(), names});
  if (members.size() > 1) send_joins_to_each(members, names);
}

/// `others` loses one name and gets another for each member, so the cost does not grow with the
/// square of their number. A dialect of a member that keeps a list has all names: such members have
/// got one notice for all, or its rendering would cost the square.
void Notices::send_joins_to_each(std::span<const MemberId> members, const Names& names) {
  Event notice = Joined{room_.ref(), {names.begin() + 1, names.end()}};
  auto& others = std::get<Joined>(notice).names;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!delivery_.keeps_members(members[i])) delivery_.to_one(members[i], notice);
    if (i < others.size()) others[i] = names[i];
  }
}

}  // namespace tertulia::chat
