/// How clients get names: a registered one only with a proof.
#include <optional>
#include <utility>
#include <variant>

#include "tertulia/chat/hub.h"

namespace tertulia::chat {

AccountId Hub::proved_account(MemberId client) const {
  const auto* person = people_.find(client);
  return person == nullptr ? AccountId{} : person->proved();
}

CommandResult Hub::change_name(MemberId client, const Rename& rename) {
  if (const auto prompt = open_.prompts.find(client); prompt != open_.prompts.end()) {
    prompt->second.name.reset();
  }
  const auto parsed = Name::parse(rename.name);
  const auto* name = std::get_if<Name>(&parsed);
  if (name != nullptr && name->text() == name_of(client)) return CommandResult::done;
  if (const auto problem = name == nullptr ? std::nullopt : order_.check_name(client, *name)) {
    refuse_name(client, *problem, rename.name, log_.stamp().time);
    return CommandResult::done;
  }
  const auto* account = name == nullptr ? nullptr : registry_.find(*name);
  if (account != nullptr) return log_in_to(client, *name, *account, rename.password);
  const auto problem =
      name == nullptr ? std::get<Problem>(parsed) : check_guest_name(client, *name);
  if (!problem) return append_name(client, *name, {});
  refuse_name(client, *problem, rename.name);
  return CommandResult::done;
}

bool Hub::may_have(MemberId client, std::string_view typed) const {
  const auto parsed = Name::parse(typed);
  const auto* name = std::get_if<Name>(&parsed);
  return name != nullptr && registry_.find(*name) == nullptr &&
         registry_.find_alike(*name) == nullptr && !order_.check_name(client, *name);
}

std::optional<Problem> Hub::check_guest_name(MemberId client, const Name& name) const {
  if (!people_.is_free(name, client)) return Problem::name_taken;
  if (registry_.find_alike(name) != nullptr) return Problem::name_alike;
  return std::nullopt;
}

/// Why the client cannot be asked for a password.
std::optional<Problem> Hub::check_login(MemberId client, const Account& account) const {
  if (account.password.empty()) return Problem::key_required;
  if (!accounts_.may_send_password(client)) return Problem::password_unsafe;
  return std::nullopt;
}

CommandResult Hub::log_in_to(MemberId client, const Name& name, const Account& account,
                             std::optional<std::string_view> password) {
  if (proved_account(client) == account.id || accounts_.has_key(client, account)) {
    return append_name(client, name, account.id);
  }
  if (const auto problem = check_login(client, account)) {
    refuse_name(client, *problem, name.text());
    return CommandResult::done;
  }
  if (password) return verify(client, name, account, *password);
  open_.prompts[client].name = name;
  delivery_.to_one(client, PasswordRequest{name.text()});
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const GivePassword& given) {
  const auto prompt = open_.prompts.find(self);
  if (prompt == open_.prompts.end() || !prompt->second.name) return CommandResult::done;
  const auto name = *std::exchange(prompt->second.name, std::nullopt);
  if (given.password.empty()) {
    refuse_name(self, Problem::name_taken, name.text());
    return CommandResult::done;
  }
  return change_name(self, {name.text(), given.password});
}

CommandResult Hub::verify(MemberId client, const Name& name, const Account& account,
                          std::string_view password) {
  open_.name_changes.emplace(client, NameChange{name, account.id, false, account.password});
  accounts_.verify(client, account, password);
  return open_.name_changes.contains(client) ? CommandResult::pending : CommandResult::done;
}

/// The account may have another password since the question.
void Hub::on_verified(MemberId client, Accounts::Proof proof) {
  const auto found = open_.name_changes.find(client);
  if (found == open_.name_changes.end() || found->second.appended) return;
  const auto [name, account, appended, hash] = found->second;
  const auto* present = registry_.find(account);
  const bool outdated = present != nullptr && present->password != hash;
  if (outdated && proof == Accounts::Proof::correct) proof = Accounts::Proof::wrong;
  if (proof == Accounts::Proof::correct) {
    append_name(client, name, account);
    return;
  }
  const bool wrong = proof == Accounts::Proof::wrong;
  ask_again(client, name, wrong ? Problem::password_wrong : Problem::passwords_busy);
  finish(client);
}

/// Who types the password once more without being asked would say it in a room.
void Hub::ask_again(MemberId client, const Name& name, Problem refusal) {
  auto& prompt = open_.prompts[client];
  if (refusal == Problem::password_wrong && ++prompt.tries >= kMaxTries) {
    return delivery_.expel(client, Refused{Problem::too_many_tries, name.text()});
  }
  prompt.name = name;
  delivery_.to_one(client, PasswordRequest{name.text(), refusal});
}

CommandResult Hub::append_name(MemberId client, const Name& name, AccountId account) {
  open_.name_changes.insert_or_assign(client, NameChange{name, account, true});
  people_.find(client) != nullptr
      ? log_.append({.author = client, .change = RenameEntry{name, account}})
      : log_.append({.author = client, .change = JoinEntry{name, account}});
  return open_.name_changes.contains(client) ? CommandResult::pending : CommandResult::done;
}

/// The name may have been registered, or its account removed, while the entry was on its way.
std::optional<Problem> Hub::check_owner(MemberId client, const Name& name,
                                        AccountId account) const {
  const auto* owner = registry_.find(name);
  if (owner == nullptr) return check_guest_name(client, name);
  return owner->id == account ? std::nullopt : std::optional(Problem::name_taken);
}

void Hub::set_account(MemberId client, AccountId proved) {
  auto& person = *people_.find(client);
  const auto* account = registry_.find(proved);
  if (account == nullptr) return person.set_account({}, false);
  person.set_account(proved, account->name == person.name());
}

void Hub::apply(const Entry& entry, const JoinEntry& join) {
  const auto client = entry.author;
  auto problem = check_owner(client, join.name, join.account);
  if (!problem) problem = order_.check_name(client, join.name, entry.time);
  if (problem) {
    refuse_name(client, *problem, join.name.text(), entry.time);
    return finish(client);
  }
  if (const auto holder = people_.holder_of(join.name); holder != MemberId{}) replace(holder);
  auto& lobby = rooms_.lobby();
  people_.add(client, join.name);
  people_.find(client)->set_since(entry.time);
  set_account(client, join.account);
  lobby.add(client);
  delivery_.to_one(client, welcome(client));
  if (!motd_.empty()) delivery_.to_one(client, MessageOfTheDay{motd_});
  show_recent(client, lobby, entry.time);
  delivery_.joined(kLobby, client);
  lobby.notices().add_join(client, lobby.members().size() == 1);
  finish(client);
}

/// A pending notice may name a former owner of the new name. The notice of the rename costs more
/// than this look at all rooms, since everyone gets it.
void Hub::apply(const Entry& entry, const RenameEntry& rename) {
  const auto client = entry.author;
  if (people_.find(client) == nullptr) return;
  auto problem = check_owner(client, rename.name, rename.account);
  if (!problem) problem = order_.check_name(client, rename.name, entry.time);
  if (order_.is_muted(client, entry.time)) problem = Problem::muted;
  if (problem) {
    refuse_name(client, *problem, rename.name.text());
    return finish(client);
  }
  const auto holder = people_.holder_of(rename.name);
  if (holder != MemberId{} && holder != client) replace(holder);
  for (auto& [id, room] : rooms_.all()) room.notices().flush();
  const auto former = people_.rename(client, rename.name);
  const bool proves = rename.account != AccountId{};
  set_account(client, proves ? rename.account : proved_account(client));
  delivery_.to_room(kLobby, client, Renamed{former.text(), rename.name.text()});
  finish(client);
}

void Hub::replace(MemberId client) {
  expel(client, LeaveReason::left, Closing{CloseReason::replaced});
}

}  // namespace tertulia::chat
