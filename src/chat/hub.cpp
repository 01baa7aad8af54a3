#include "tertulia/chat/hub.h"

#include <utility>

namespace tertulia::chat {
namespace {

/// How many of `total` people a notice names: all of a few, two of many.
std::size_t names_told(std::size_t total) { return total <= Hub::kNamesInNotice ? total : 2; }

}  // namespace

std::string_view Hub::name_of(MemberId id) const {
  const auto member = members_.find(id);
  return member == members_.end() ? std::string_view{} : member->second.text();
}

Hub::Verdict Hub::obey(MemberId id, const Command& command) {
  const auto self = members_.find(id);
  if (self == members_.end()) return greet(id, command);
  return std::visit([this, self](const auto& asked) { return handle(self, asked); }, command);
}

Hub::Verdict Hub::greet(MemberId id, const Command& command) {
  if (const auto* rename = std::get_if<Rename>(&command)) enter(id, rename->name);
  if (const auto* invalid = std::get_if<Invalid>(&command)) {
    refuse(id, invalid->problem, invalid->subject);
    if (invalid->problem == Problem::other_protocol) return Verdict::leave;
    delivery_.to_one(id, AskedName{});
  }
  if (!std::holds_alternative<Leave>(command)) return Verdict::stay;
  delivery_.to_one(id, Farewell{});
  return Verdict::leave;
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
    return delivery_.to_one(id, AskedName{});
  }
  const bool alone = members_.empty();
  ids_.emplace(name->key(), id);
  const auto self = members_.emplace(id, std::get<Name>(std::move(parsed))).first;
  delivery_.to_one(id, Welcomed{self->second.text()});
  if (!motd_.empty()) delivery_.to_one(id, MessageOfTheDay{motd_});
  delivery_.entered(id);
  if (alone) return;
  arrivals_.insert(id);
  if (departures_.count > 0) unconcerned_.insert(id);
  announce_now_or_soon();
}

void Hub::remove(MemberId id, Parting why) {
  const auto member = members_.find(id);
  if (member == members_.end()) return;
  delivery_.left(id);
  ids_.erase(member->second.key());
  unconcerned_.erase(id);
  if (arrivals_.erase(id) == 0) hold_departure(member->second, why);
  members_.erase(member);
  if (members_.empty()) departures_ = {};
  announce_now_or_soon();
}

Hub::Verdict Hub::handle(Member self, const Say& say) {
  introduce(self->first);
  delivery_.to_all(Said{self->second.text(), say.text});
  return Verdict::stay;
}

Hub::Verdict Hub::handle(Member self, const Act& act) {
  introduce(self->first);
  delivery_.to_all(Acted{self->second.text(), act.text});
  return Verdict::stay;
}

Hub::Verdict Hub::handle(Member self, const Whisper& whisper) {
  const auto name = Name::parse(whisper.to);
  const auto found =
      std::holds_alternative<Name>(name) ? ids_.find(std::get<Name>(name).key()) : ids_.end();
  if (found == ids_.end()) return refuse(self->first, Problem::nobody_by_that_name, whisper.to);
  const auto to = found->second;
  const Whispered event{self->second.text(), members_.at(to).text(), whisper.text};
  delivery_.to_one(to, event);
  if (to != self->first) delivery_.to_one(self->first, event);
  return Verdict::stay;
}

Hub::Verdict Hub::handle(Member self, const Rename& rename) {
  auto parsed = Name::parse(rename.name);
  const auto* name = std::get_if<Name>(&parsed);
  const auto problem = name == nullptr ? std::get<Problem>(parsed) : check_free(*name, self->first);
  if (problem) return refuse(self->first, *problem, rename.name);
  if (name->text() == self->second.text()) return Verdict::stay;
  tell_held_back();  // somebody who left may have had the name until now
  const auto former = std::exchange(self->second, std::get<Name>(std::move(parsed)));
  ids_.erase(former.key());
  ids_.emplace(self->second.key(), self->first);
  delivery_.to_all(Renamed{former.text(), self->second.text()});
  return Verdict::stay;
}

Hub::Verdict Hub::handle(Member self, const AskWho& /*ask*/) {
  People here;
  for (const auto& [id, name] : members_) {
    if (here.names.size() == kNamesInList) break;
    here.names.push_back(name.text());
  }
  here.others = members_.size() - here.names.size();
  delivery_.to_one(self->first, Present{std::move(here)});
  return Verdict::stay;
}

Hub::Verdict Hub::handle(Member self, const AskHelp& /*ask*/) {
  delivery_.to_one(self->first, Helped{});
  return Verdict::stay;
}

Hub::Verdict Hub::handle(Member self, const Leave& /*leave*/) {
  delivery_.to_one(self->first, Farewell{self->second.text()});
  return Verdict::leave;
}

Hub::Verdict Hub::handle(Member /*self*/, const Nothing& /*nothing*/) { return Verdict::stay; }

Hub::Verdict Hub::handle(Member self, const Invalid& invalid) {
  return refuse(self->first, invalid.problem, invalid.subject);
}

Hub::Verdict Hub::refuse(MemberId id, Problem problem, std::string_view subject) {
  delivery_.to_one(id, Refused{problem, subject});
  return Verdict::stay;
}

void Hub::introduce(MemberId id) {
  if (arrivals_.contains(id)) tell_held_back();
}

void Hub::announce() {
  moment_running_ = false;
  announce_now_or_soon();
}

void Hub::announce_now_or_soon() {
  if (moment_running_ || (departures_.count == 0 && arrivals_.empty())) return;
  tell_held_back();
  moment_running_ = true;
  delivery_.announce_soon();
}

void Hub::tell_held_back() {
  const std::vector<MemberId> newcomers(arrivals_.begin(), arrivals_.end());
  arrivals_.clear();
  tell_departures();
  tell_arrivals(newcomers);
}

void Hub::hold_departure(const Name& name, Parting why) {
  unconcerned_.clear();
  if (why == Parting::too_slow) ++departures_.too_slow;
  if (departures_.count++ < kNamesInNotice) departures_.first.push_back(name.text());
}

void Hub::tell_departures() {
  if (departures_.count == 0) return;
  const auto gone = std::exchange(departures_, {});
  const std::vector<MemberId> unconcerned(unconcerned_.begin(), unconcerned_.end());
  unconcerned_.clear();
  const auto told = names_told(gone.count);
  People who{{gone.first.begin(), gone.first.begin() + static_cast<std::ptrdiff_t>(told)},
             gone.count - told};
  const auto why = gone.too_slow == gone.count ? Parting::too_slow : Parting::ordinary;
  delivery_.to_others(unconcerned, Left{std::move(who), why});
}

void Hub::tell_arrivals(std::span<const MemberId> newcomers) {
  if (newcomers.empty()) return;
  const auto told = names_told(newcomers.size());
  People who{{}, newcomers.size() - told};
  for (const auto id : newcomers.first(told)) who.names.push_back(name_of(id));
  if (newcomers.size() == 1) return delivery_.to_others(newcomers, Joined{std::move(who)});
  delivery_.to_all(Joined{std::move(who)});
}

}  // namespace tertulia::chat
