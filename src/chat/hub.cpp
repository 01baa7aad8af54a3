#include "tertulia/chat/hub.h"

#include <utility>

namespace tertulia::chat {
namespace {

/// How many of `total` people a notice names: all of a few, two of many.
std::size_t names_in_notice(std::size_t total) { return total <= Hub::kNamesInNotice ? total : 2; }

}  // namespace

std::string_view Hub::name_of(MemberId id) const {
  const auto member = members_.find(id);
  return member == members_.end() ? std::string_view{} : member->second.text();
}

Hub::CommandResult Hub::execute(MemberId id, const Command& command) {
  const auto self = members_.find(id);
  if (self == members_.end()) return greet(id, command);
  return std::visit([this, self](const auto& asked) { return handle(self, asked); }, command);
}

Hub::CommandResult Hub::greet(MemberId id, const Command& command) {
  if (const auto* rename = std::get_if<Rename>(&command)) enter(id, rename->name);
  if (const auto* invalid = std::get_if<Invalid>(&command)) {
    refuse(id, invalid->problem, invalid->subject);
    if (invalid->problem == Problem::other_protocol) return CommandResult::leave;
    delivery_.to_one(id, NameRequest{});
  }
  if (!std::holds_alternative<Leave>(command)) return CommandResult::stay;
  delivery_.to_one(id, Goodbye{});
  return CommandResult::leave;
}

std::optional<Problem> Hub::check_free(const Name& name, MemberId wanted_by) const {
  const auto owner = ids_.find(name.key());
  if (owner == ids_.end() || owner->second == wanted_by) return std::nullopt;
  return Problem::name_taken;
}

void Hub::enter(MemberId id, std::string_view typed) {
  auto parsed = Name::parse(typed);
  const auto* name = std::get_if<Name>(&parsed);
  const auto problem = name == nullptr ? std::get<Problem>(parsed) : check_free(*name, id);
  if (problem) {
    refuse(id, *problem, typed);
    return delivery_.to_one(id, NameRequest{});
  }
  const bool alone = members_.empty();
  ids_.emplace(name->key(), id);
  const auto self = members_.emplace(id, std::get<Name>(std::move(parsed))).first;
  delivery_.to_one(id, Welcomed{self->second.text()});
  if (!motd_.empty()) delivery_.to_one(id, MessageOfTheDay{motd_});
  delivery_.entered(id);
  if (alone) return;
  pending_joins_.insert(id);
  if (pending_leaves_.count > 0) joined_after_leaves_.insert(id);
  send_or_schedule_notices();
}

void Hub::remove(MemberId id, LeaveReason why) {
  const auto member = members_.find(id);
  if (member == members_.end()) return;
  delivery_.left(id);
  ids_.erase(member->second.key());
  joined_after_leaves_.erase(id);
  if (pending_joins_.erase(id) == 0) add_pending_leave(member->second, why);
  members_.erase(member);
  if (members_.empty()) pending_leaves_ = {};
  send_or_schedule_notices();
}

Hub::CommandResult Hub::handle(Member self, const Say& say) {
  announce_join(self->first);
  delivery_.to_all(Said{self->second.text(), say.text});
  return CommandResult::stay;
}

Hub::CommandResult Hub::handle(Member self, const Act& act) {
  announce_join(self->first);
  delivery_.to_all(Acted{self->second.text(), act.text});
  return CommandResult::stay;
}

Hub::CommandResult Hub::handle(Member self, const Whisper& whisper) {
  const auto name = Name::parse(whisper.to);
  const auto found =
      std::holds_alternative<Name>(name) ? ids_.find(std::get<Name>(name).key()) : ids_.end();
  if (found == ids_.end()) return refuse(self->first, Problem::nobody_by_that_name, whisper.to);
  const auto to = found->second;
  const Whispered event{self->second.text(), members_.at(to).text(), whisper.text};
  delivery_.to_one(to, event);
  if (to != self->first) delivery_.to_one(self->first, event);
  return CommandResult::stay;
}

Hub::CommandResult Hub::handle(Member self, const Rename& rename) {
  auto parsed = Name::parse(rename.name);
  const auto* name = std::get_if<Name>(&parsed);
  const auto problem = name == nullptr ? std::get<Problem>(parsed) : check_free(*name, self->first);
  if (problem) return refuse(self->first, *problem, rename.name);
  if (name->text() == self->second.text()) return CommandResult::stay;
  send_pending_notices();  // somebody who left may have had the name until now
  const auto former = std::exchange(self->second, std::get<Name>(std::move(parsed)));
  ids_.erase(former.key());
  ids_.emplace(self->second.key(), self->first);
  delivery_.to_all(Renamed{former.text(), self->second.text()});
  return CommandResult::stay;
}

Hub::CommandResult Hub::handle(Member self, const AskWho& /*ask*/) {
  People here;
  for (const auto& [id, name] : members_) {
    if (here.names.size() == kNamesInList) break;
    here.names.push_back(name.text());
  }
  here.others = members_.size() - here.names.size();
  delivery_.to_one(self->first, MemberList{std::move(here)});
  return CommandResult::stay;
}

Hub::CommandResult Hub::handle(Member self, const AskHelp& /*ask*/) {
  delivery_.to_one(self->first, HelpText{});
  return CommandResult::stay;
}

Hub::CommandResult Hub::handle(Member self, const Leave& /*leave*/) {
  delivery_.to_one(self->first, Goodbye{self->second.text()});
  return CommandResult::leave;
}

Hub::CommandResult Hub::handle(Member /*self*/, const Nothing& /*nothing*/) {
  return CommandResult::stay;
}

Hub::CommandResult Hub::handle(Member self, const Invalid& invalid) {
  return refuse(self->first, invalid.problem, invalid.subject);
}

Hub::CommandResult Hub::refuse(MemberId id, Problem problem, std::string_view subject) {
  delivery_.to_one(id, Refused{problem, subject});
  return CommandResult::stay;
}

void Hub::announce_join(MemberId id) {
  if (pending_joins_.contains(id)) send_pending_notices();
}

void Hub::announce() {
  notices_scheduled_ = false;
  send_or_schedule_notices();
}

void Hub::send_or_schedule_notices() {
  if (notices_scheduled_ || (pending_leaves_.count == 0 && pending_joins_.empty())) return;
  send_pending_notices();
  notices_scheduled_ = true;
  delivery_.schedule_notices();
}

void Hub::send_pending_notices() {
  const std::vector<MemberId> joined(pending_joins_.begin(), pending_joins_.end());
  pending_joins_.clear();
  send_leaves();
  send_joins(joined);
}

void Hub::add_pending_leave(const Name& name, LeaveReason why) {
  joined_after_leaves_.clear();
  if (why == LeaveReason::slow) ++pending_leaves_.too_slow;
  if (pending_leaves_.count++ < kNamesInNotice) pending_leaves_.first.push_back(name.text());
}

void Hub::send_leaves() {
  if (pending_leaves_.count == 0) return;
  const auto gone = std::exchange(pending_leaves_, {});
  const std::vector<MemberId> joined_after_leaves(joined_after_leaves_.begin(),
                                                  joined_after_leaves_.end());
  joined_after_leaves_.clear();
  const auto told = names_in_notice(gone.count);
  People who{{gone.first.begin(), gone.first.begin() + static_cast<std::ptrdiff_t>(told)},
             gone.count - told};
  const auto why = gone.too_slow == gone.count ? LeaveReason::slow : LeaveReason::left;
  delivery_.to_others(joined_after_leaves, Left{std::move(who), why});
}

void Hub::send_joins(std::span<const MemberId> joined) {
  if (joined.empty()) return;
  const auto told = names_in_notice(joined.size());
  People who{{}, joined.size() - told};
  for (const auto id : joined.first(told)) who.names.push_back(name_of(id));
  if (joined.size() == 1) return delivery_.to_others(joined, Joined{std::move(who)});
  delivery_.to_all(Joined{std::move(who)});
}

}  // namespace tertulia::chat
