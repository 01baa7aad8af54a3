#include "tertulia/chat/hub.h"

#include <optional>
#include <utility>

namespace tertulia::chat {

Hub::Hub(Delivery& delivery, RoomLog& log, Accounts& accounts)
    : delivery_(delivery), log_(log), accounts_(accounts), notices_(delivery, kLobby, *this) {
  log_.set_reader(this);
  accounts_.set_asker(this);
}

Hub::~Hub() {
  log_.set_reader(nullptr);
  accounts_.set_asker(nullptr);
}

std::string_view Hub::name_of(MemberId client) const {
  const auto member = members_.find(client);
  return member == members_.end() ? std::string_view{} : member->second.text();
}

CommandResult Hub::execute(MemberId client, const Command& command) {
  const auto outer = std::exchange(executing_, client);
  const auto self = members_.find(client);
  const auto result =
      self == members_.end()
          ? log_in(client, command)
          : std::visit([this, self](const auto& asked) { return handle(self, asked); }, command);
  executing_ = outer;
  return result;
}

CommandResult Hub::log_in(MemberId client, const Command& command) {
  if (const auto* rename = std::get_if<Rename>(&command)) return change_name(client, rename->name);
  if (const auto* invalid = std::get_if<Invalid>(&command)) {
    refuse_name(client, invalid->problem, invalid->subject);
  }
  if (!std::holds_alternative<Leave>(command)) return CommandResult::done;
  delivery_.to_one(client, Goodbye{});
  return CommandResult::leave;
}

void Hub::remove(MemberId client, LeaveReason reason) {
  const auto change = name_changes_.extract(client);
  const bool joining = !change.empty() && change.mapped().appended;
  if (!joining && !members_.contains(client)) return;
  if (!leaving_.insert(client).second) return;
  log_.append({.author = client, .change = LeaveEntry{reason}});
}

void Hub::send_pending_notices() { notices_.on_interval(); }

CommandResult Hub::handle(Member self, const Say& say) {
  log_.append({.author = self->first, .change = MessageEntry{std::string(say.text)}});
  return CommandResult::done;
}

CommandResult Hub::handle(Member self, const Act& act) {
  log_.append(
      {.author = self->first, .change = MessageEntry{std::string(act.text), MessageStyle::acted}});
  return CommandResult::done;
}

CommandResult Hub::handle(Member self, const Whisper& whisper) {
  const auto name = Name::parse(whisper.to);
  const auto found =
      std::holds_alternative<Name>(name) ? ids_.find(std::get<Name>(name).key()) : ids_.end();
  if (found == ids_.end()) return refuse(self->first, Problem::no_such_member, whisper.to);
  const auto to = found->second;
  if (to != self->first && !delivery_.accepts_private(to)) {
    return refuse(self->first, Problem::recipient_busy, members_.at(to).text());
  }
  const PrivateMessage event{self->second.text(), members_.at(to).text(), whisper.text};
  delivery_.to_one(to, event);
  if (to != self->first) delivery_.to_one(self->first, event);
  return CommandResult::done;
}

CommandResult Hub::handle(Member self, const Rename& rename) {
  return change_name(self->first, rename.name);
}

CommandResult Hub::handle(Member self, const AskWho& /*ask*/) {
  delivery_.to_one(self->first, MemberList{members_});
  return CommandResult::done;
}

CommandResult Hub::handle(Member self, const AskHelp& /*ask*/) {
  delivery_.to_one(self->first, HelpText{command_table()});
  return CommandResult::done;
}

CommandResult Hub::handle(Member self, const Leave& /*leave*/) {
  delivery_.to_one(self->first, Goodbye{self->second.text()});
  return CommandResult::leave;
}

CommandResult Hub::handle(Member /*self*/, const Nothing& /*nothing*/) {
  return CommandResult::done;
}

CommandResult Hub::handle(Member self, const Invalid& invalid) {
  return refuse(self->first, invalid.problem, invalid.subject);
}

CommandResult Hub::refuse(MemberId client, Problem problem, std::string_view subject) {
  delivery_.to_one(client, Refused{problem, subject});
  return CommandResult::done;
}

void Hub::refuse_name(MemberId client, Problem problem, std::string_view typed) {
  refuse(client, problem, typed);
  if (!members_.contains(client)) delivery_.to_one(client, NameRequest{});
}

bool Hub::is_free(const Name& name, MemberId wanted_by) const {
  const auto owner = ids_.find(name.key());
  return owner == ids_.end() || owner->second == wanted_by;
}

CommandResult Hub::change_name(MemberId client, std::string_view typed) {
  const auto parsed = Name::parse(typed);
  const auto* name = std::get_if<Name>(&parsed);
  const auto problem = name == nullptr          ? std::get<Problem>(parsed)
                       : is_free(*name, client) ? std::optional<Problem>{}
                                                : Problem::name_taken;
  if (problem) {
    refuse_name(client, *problem, typed);
    return CommandResult::done;
  }
  if (name->text() == name_of(client)) return CommandResult::done;
  name_changes_.emplace(client, NameChange{*name});
  accounts_.check_name(client, *name);
  return name_changes_.contains(client) ? CommandResult::pending : CommandResult::done;
}

void Hub::on_name_checked(MemberId client, Accounts::Answer answer) {
  const auto found = name_changes_.find(client);
  if (found == name_changes_.end() || found->second.appended) return;
  const auto name = found->second.name;
  if (answer == Accounts::Answer::refused) {
    refuse_name(client, Problem::name_taken, name.text());
    return finish(client);
  }
  found->second.appended = true;
  if (members_.contains(client))
    return log_.append({.author = client, .change = RenameEntry{name}});
  log_.append({.author = client, .change = JoinEntry{name}});
}

void Hub::finish(MemberId client) {
  const bool was_pending = name_changes_.erase(client) > 0;
  if (was_pending && executing_ != client) delivery_.finished(client);
}

void Hub::on_entry(const Entry& entry) {
  std::visit([this, &entry](const auto& change) { apply(entry, change); }, entry.change);
}

void Hub::apply(const Entry& entry, const MessageEntry& message) {
  const auto author = members_.find(entry.author);
  if (author == members_.end()) return;
  notices_.announce(entry.author);
  delivery_.to_room(entry.room, Message{entry.id, entry.time, author->second.text(), message.text,
                                        message.style});
}

void Hub::apply(const Entry& entry, const JoinEntry& join) {
  const auto client = entry.author;
  if (!is_free(join.name, client)) {
    refuse_name(client, Problem::name_taken, join.name.text());
    return finish(client);
  }
  const bool alone = members_.empty();
  ids_.emplace(join.name.key(), client);
  members_.emplace(client, join.name);
  delivery_.to_one(client, Welcomed{join.name.text()});
  if (!motd_.empty()) delivery_.to_one(client, MessageOfTheDay{motd_});
  delivery_.joined(entry.room, client);
  notices_.add_join(client, alone);
  finish(client);
}

void Hub::apply(const Entry& entry, const LeaveEntry& leave) {
  leaving_.erase(entry.author);
  const auto member = members_.find(entry.author);
  if (member == members_.end()) return;
  delivery_.left(entry.room, entry.author);
  ids_.erase(member->second.key());
  const auto name = std::move(member->second);
  members_.erase(member);
  notices_.add_leave(entry.author, name.text(), leave.reason, members_.empty());
}

void Hub::apply(const Entry& entry, const RenameEntry& rename) {
  const auto member = members_.find(entry.author);
  if (member == members_.end()) return;
  if (!is_free(rename.name, entry.author)) {
    refuse_name(entry.author, Problem::name_taken, rename.name.text());
    return finish(entry.author);
  }
  notices_.flush();  // a pending notice may name a former owner of the new name
  const auto former = std::exchange(member->second, rename.name);
  ids_.erase(former.key());
  ids_.emplace(rename.name.key(), entry.author);
  delivery_.to_room(entry.room, Renamed{former.text(), rename.name.text()});
  finish(entry.author);
}

}  // namespace tertulia::chat
