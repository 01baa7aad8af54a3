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
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '+' || c == '/';
  };
  return text.size() == kPrefix.size() + kDigits && text.starts_with(kPrefix) &&
         std::ranges::all_of(text.substr(kPrefix.size()), is_digit);
}

}  // namespace

std::optional<Problem> Hub::check_registration(MemberId client) const {
  const auto& name = people_.find(client)->name();
  if (!accounts_.keeps_accounts()) return Problem::not_kept;
  if (registry_.find(name) != nullptr) return Problem::registered_before;
  if (registry_.find_alike(name) != nullptr) return Problem::name_alike;
  if (registry_.is_configured_operator(name)) return Problem::operator_name;
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
  if (wanted.password) return hash(self, NewPassword::registers, *wanted.password);
  return request(
      {.author = self, .change = RegisterEntry{people_.find(self)->name(), {}, key}});
}

const Account* Hub::own_account(MemberId client) {
  const auto* account = registry_.find(account_of(client));
  if (account == nullptr) refuse(client, Problem::not_registered, name_of(client));
  return account;
}

CommandResult Hub::handle(MemberId self, const ChangePassword& change) {
  if (own_account(self) == nullptr) return CommandResult::done;
  if (const auto problem = check_new_password(self, change.password)) {
    return refuse(self, *problem, name_of(self));
  }
  return hash(self, NewPassword::changes, change.password);
}

CommandResult Hub::hash(MemberId client, NewPassword use, std::string_view password) {
  waiting_.insert(client);
  new_passwords_.emplace(client, use);
  accounts_.hash(client, password);
  return waiting_.contains(client) ? CommandResult::pending : CommandResult::done;
}

void Hub::on_hashed(MemberId client, std::optional<std::string> hash) {
  const auto found = new_passwords_.extract(client);
  const auto* person = people_.find(client);
  if (found.empty() || person == nullptr) return;
  if (!hash) {
    refuse(client, Problem::passwords_busy, name_of(client));
    return finish(client);
  }
  if (found.mapped() == NewPassword::changes) {
    return log_.append(
        {.author = client, .change = PasswordEntry{person->account(), *std::move(hash)}});
  }
  log_.append({.author = client,
               .change = RegisterEntry{person->name(), *std::move(hash), {}}});
}

CommandResult Hub::handle(MemberId self, const Unregister& /*unregister*/) {
  const auto* account = own_account(self);
  if (account == nullptr) return CommandResult::done;
  return request({.author = self, .change = UnregisterEntry{account->id}});
}

CommandResult Hub::handle(MemberId self, const AddKey& add) {
  const auto* account = own_account(self);
  if (account == nullptr) return CommandResult::done;
  const auto key = add.fingerprint.empty() ? accounts_.key_of(self) : std::string(add.fingerprint);
  if (key.empty()) return refuse(self, Problem::no_key);
  if (!is_fingerprint(key)) return refuse(self, Problem::bad_key, key);
  return request({.author = self, .change = KeyEntry{account->id, key, true}});
}

CommandResult Hub::handle(MemberId self, const RemoveKey& remove) {
  const auto* account = own_account(self);
  if (account == nullptr) return CommandResult::done;
  return request(
      {.author = self, .change = KeyEntry{account->id, std::string(remove.fingerprint), false}});
}

CommandResult Hub::handle(MemberId self, const ListKeys& /*list*/) {
  const auto* account = own_account(self);
  if (account == nullptr) return CommandResult::done;
  const auto present = accounts_.key_of(self);
  delivery_.to_one(self, KeyList{account->keys, present});
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
               .since = account == nullptr ? base::WallTime{} : account->since,
               .is_operator = account != nullptr && registry_.is_operator(account->id),
               .now = log_.stamp().time};
  const bool sees_all = roles_of(self).has(Role::server_operator);
  for (const auto id : rooms_of(whom)) {
    const auto& room = rooms_.at(id);
    if (sees_all || !room.is_private() || room.has(self)) answer.rooms.push_back(room.name().text());
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
  if (!roles_of(self).has(Role::server_operator)) return refuse(self, Problem::not_server_operator);
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
