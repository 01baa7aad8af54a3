/// The commands about registered names: what the hub checks before it appends their entries.
#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/chat/hub.h"

namespace tertulia::chat {
namespace {

/// The minimum is in code points, and the maximum in bytes.
constexpr std::size_t kMinPassword = 8;
constexpr std::size_t kMaxPassword = 256;

/// `SHA256:` and the base64 of 32 bytes, without padding.
bool is_fingerprint(std::string_view text) {
  constexpr std::string_view kPrefix = "SHA256:";
  constexpr std::size_t kDigits = 43;
  const auto is_digit = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '/';
  };
  return text.size() == kPrefix.size() + kDigits && text.starts_with(kPrefix) &&
         std::ranges::all_of(text.substr(kPrefix.size()), is_digit);
}

/// Whether another name, of who is here or registered, looks like one that is to be registered.
bool looks_like_another(const People& people, const Registry& registry, const Name& name) {
  return people.find_alike(name) != MemberId{} || registry.find_alike_in_any_case(name) != nullptr;
}

}  // namespace

std::optional<Problem> Hub::check_registration(MemberId client) const {
  const auto& name = people_.find(client)->name();
  if (!accounts_.keeps_accounts()) return Problem::not_kept;
  if (registry_.find(name) != nullptr) return Problem::registered_before;
  if (looks_like_another(people_, registry_, name)) return Problem::name_alike;
  if (registry_.is_configured_operator(name) && !administers(client)) return Problem::operator_name;
  if (registry_.size() >= max_accounts_) return Problem::too_many_accounts;
  return std::nullopt;
}

std::optional<Problem> Hub::check_new_password(MemberId client, std::string_view password) const {
  if (!accounts_.may_send_password(client)) return Problem::password_unsafe;
  const bool fits =
      base::count_code_points(password) >= kMinPassword && password.size() <= kMaxPassword;
  return fits ? std::nullopt : std::optional(Problem::password_length);
}

CommandResult Hub::handle(MemberId self, const Register& wanted) {
  const std::string name(name_of(self));
  const auto key = accounts_.key_of(self);
  auto problem = check_registration(self);
  if (!problem && wanted.password) problem = check_new_password(self, *wanted.password);
  if (!problem && !wanted.password && key.empty()) problem = Problem::no_key;
  if (!problem) problem = accounts_.count_registration(self);
  if (problem) return refuse(self, *problem, name);
  if (wanted.password) return hash(self, {NewPassword::Use::registers}, *wanted.password);
  return request({.author = self, .change = RegisterEntry{people_.find(self)->name(), {}, key}});
}

CommandResult Hub::handle(MemberId self, const ChangePassword& change) {
  if (const auto problem = check_new_password(self, change.password)) {
    return refuse(self, *problem, name_of(self));
  }
  return hash(self, {NewPassword::Use::changes}, change.password);
}

CommandResult Hub::hash(MemberId client, NewPassword use, std::string_view password) {
  open_.waiting.insert(client);
  open_.new_passwords.insert_or_assign(client, std::move(use));
  accounts_.hash(client, password);
  return open_.waiting.contains(client) ? CommandResult::pending : CommandResult::done;
}

void Hub::on_hashed(MemberId client, std::optional<std::string> hash) {
  const auto found = open_.new_passwords.find(client);
  if (found == open_.new_passwords.end()) return;
  if (!hash) {
    refuse(client, Problem::passwords_busy, name_of(client));
    if (found->second.use == NewPassword::Use::registers) accounts_.forget_registration(client);
    open_.new_passwords.erase(found);
    return finish(client);
  }
  const auto use = found->second.use;
  if (found->second.name) {
    const bool is_new = use == NewPassword::Use::adds;
    return log_.append(
        {.author = client, .change = GrantEntry{*found->second.name, *std::move(hash), is_new}});
  }
  open_.new_passwords.erase(found);
  const auto* person = people_.find(client);
  if (use == NewPassword::Use::changes) {
    return log_.append(
        {.author = client, .change = PasswordEntry{person->account(), *std::move(hash)}});
  }
  log_.append({.author = client, .change = RegisterEntry{person->name(), *std::move(hash), {}}});
}

std::optional<Problem> Hub::check_grant(const Name& name, bool is_new) const {
  if (!accounts_.keeps_accounts()) return Problem::not_kept;
  const bool registered = registry_.find(name) != nullptr;
  if (!is_new) return registered ? std::nullopt : std::optional(Problem::not_registered);
  if (registered) return Problem::registered_before;
  if (people_.holder_of(name) != MemberId{}) return Problem::name_taken;
  if (looks_like_another(people_, registry_, name)) return Problem::name_alike;
  if (registry_.size() >= max_accounts_) return Problem::too_many_accounts;
  return std::nullopt;
}

CommandResult Hub::handle(MemberId self, const ManageAccount& manage) {
  using Action = ManageAccount::Action;
  if (manage.action == Action::list) return list_accounts(self);
  const auto parsed = Name::parse(manage.name);
  if (const auto* problem = std::get_if<Problem>(&parsed))
    return refuse(self, *problem, manage.name);
  const auto& name = std::get<Name>(parsed);
  if (manage.action == Action::remove) {
    const auto* account = registry_.find(name);
    if (account == nullptr) return refuse(self, Problem::not_registered, name.text());
    return request({.author = self, .change = RevokeEntry{account->id}});
  }
  const bool is_new = manage.action == Action::add;
  if (const auto problem = check_grant(name, is_new)) return refuse(self, *problem, name.text());
  const auto password = accounts_.make_password();
  const auto use = is_new ? NewPassword::Use::adds : NewPassword::Use::resets;
  return hash(self, {use, name, password}, password);
}

CommandResult Hub::list_accounts(MemberId self) {
  AccountList list{{}, registry_.size(), log_.stamp().time};
  auto space = list_space(self);
  const auto& all = registry_.all();
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    const auto& [id, account] = *one;
    if (!space.take(account.name.text().size())) break;
    list.accounts.push_back({account.name.text(), account.since, !account.password.empty(),
                             account.keys.size(), registry_.is_operator(id)});
  }
  delivery_.to_one(self, list);
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const Unregister& /*unregister*/) {
  return request({.author = self, .change = UnregisterEntry{account_of(self)}});
}

CommandResult Hub::handle(MemberId self, const AddKey& add) {
  const auto key = add.fingerprint.empty() ? accounts_.key_of(self) : std::string(add.fingerprint);
  if (key.empty()) return refuse(self, Problem::no_key);
  if (!is_fingerprint(key)) return refuse(self, Problem::bad_key, key);
  return request({.author = self, .change = KeyEntry{account_of(self), key, true}});
}

CommandResult Hub::handle(MemberId self, const RemoveKey& remove) {
  return request({.author = self,
                  .change = KeyEntry{account_of(self), std::string(remove.fingerprint), false}});
}

CommandResult Hub::handle(MemberId self, const ListKeys& /*list*/) {
  const auto present = accounts_.key_of(self);
  delivery_.to_one(self, KeyList{registry_.find(account_of(self))->keys, present});
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const AskWhois& ask) {
  const auto parsed = Name::parse(ask.name);
  const auto* name = std::get_if<Name>(&parsed);
  const auto* account = name == nullptr ? nullptr : registry_.find(*name);
  const auto whom = people_.id_of(ask.name);
  if (account == nullptr && whom == MemberId{}) {
    return refuse(self, Problem::no_such_member, ask.name);
  }
  Whois answer{.name = whom != MemberId{} ? name_of(whom) : account->name.text(),
               .is_here = whom != MemberId{},
               .registered = account != nullptr,
               .since = account == nullptr ? people_.find(whom)->since() : account->since,
               .is_operator = account != nullptr && registry_.is_operator(account->id),
               .now = log_.stamp().time};
  const bool sees_all = roles_of(self).has(Role::server_operator);
  if (const auto address = delivery_.address_of(whom); address && sees_all) {
    answer.address = address->text();
  }
  for (const auto id : rooms_of(whom)) {
    const auto& room = rooms_.at(id);
    if (sees_all || !room.is_private() || room.has(self))
      answer.rooms.push_back(room.name().text());
  }
  delivery_.to_one(self, answer);
  return CommandResult::done;
}

std::optional<Problem> Hub::check_server_operator(AccountId account, bool on) const {
  const auto* found = registry_.find(account);
  if (found == nullptr) return Problem::not_registered;
  const bool configured = registry_.is_configured_operator(found->name);
  if (configured) return on ? Problem::server_operator_before : Problem::configured_operator;
  if (found->is_operator != on) return std::nullopt;
  return on ? Problem::server_operator_before : Problem::no_server_operator;
}

CommandResult Hub::handle(MemberId self, const SetServerOperator& change) {
  const auto parsed = Name::parse(change.name);
  const auto* name = std::get_if<Name>(&parsed);
  const auto* account = name == nullptr ? nullptr : registry_.find(*name);
  const auto id = account == nullptr ? AccountId{} : account->id;
  if (const auto problem = check_server_operator(id, change.on)) {
    return refuse(self, *problem, change.name);
  }
  return request({.author = self, .change = ServerOperatorEntry{id, change.on}});
}

}  // namespace tertulia::chat
