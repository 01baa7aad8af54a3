/// What the hub does when the log gives back an entry about registered names.
#include <cstddef>
#include <optional>
#include <utility>

#include "tertulia/chat/hub.h"

namespace tertulia::chat {
namespace {

using Change = AccountChanged::Change;

std::optional<Problem> check_key(const Account& account, const KeyEntry& key) {
  const bool has = account.has_key(key.fingerprint);
  if (key.on && has) return Problem::known_key;
  if (key.on) {
    return account.keys.size() < Account::kMaxKeys ? std::nullopt
                                                   : std::optional(Problem::too_many_keys);
  }
  if (!has) return Problem::unknown_key;
  const bool last = account.password.empty() && account.keys.size() == 1;
  return last ? std::optional(Problem::last_key) : std::nullopt;
}

/// What the administrator does, who gets an answer instead.
void tell_owners(Delivery& delivery, const People& people, const Account& account, Change change,
                 MemberId administrator) {
  for (const auto owner : people.owners_of(account.id)) {
    if (owner == administrator) continue;
    delivery.to_one(owner, AccountChanged{change, account.name.text()});
  }
}

}  // namespace

/// The client may have another name by now.
void Hub::apply(const Entry& entry, const RegisterEntry& wanted) {
  const auto client = entry.author;
  const auto* person = people_.find(client);
  if (person == nullptr) return;
  const bool renamed = !(person->name() == wanted.name);
  auto problem = renamed ? std::optional(Problem::name_taken) : check_registration(client);
  if (order_.is_muted(client, entry.time)) problem = Problem::muted;
  const AccountId id{static_cast<std::uint64_t>(entry.id)};
  Account account{id, person->name(), wanted.password, {}, entry.time};
  if (!wanted.key.empty()) account.keys.push_back(wanted.key);
  if (!problem && !registry_.add(std::move(account))) problem = Problem::registered_before;
  if (problem) {
    accounts_.forget_registration(client);
    refuse(client, *problem, wanted.name.text());
    return finish(client);
  }
  set_account(client, id);
  delivery_.changed(id);
  delivery_.changed(client);
  std::size_t founded = 0;
  for (auto& [room, state] : rooms_.all()) {
    if (state.give_to_account(client, id, founded >= kMaxFounded)) delivery_.changed(room);
    if (state.founder_account() == id) ++founded;
  }
  delivery_.to_one(client, AccountChanged{Change::registered, name_of(client)});
  finish(client);
}

const Account* Hub::owned_by_author(const Entry& entry, AccountId account) {
  if (people_.find(entry.author) == nullptr) return nullptr;
  if (account != AccountId{} && account_of(entry.author) == account) return registry_.find(account);
  refuse(entry.author, Problem::not_registered, name_of(entry.author));
  return nullptr;
}

void Hub::apply(const Entry& entry, const PasswordEntry& change) {
  if (owned_by_author(entry, change.account) != nullptr) {
    registry_.set_password(change.account, change.password);
    forget_proofs(change.account, entry.author);
    delivery_.changed(change.account);
    delivery_.to_one(entry.author, AccountChanged{Change::password, name_of(entry.author)});
  }
  finish(entry.author);
}

void Hub::apply(const Entry& entry, const UnregisterEntry& unregister) {
  if (order_.is_muted(entry.author, entry.time)) {
    refuse(entry.author, Problem::muted);
  } else if (owned_by_author(entry, unregister.account) != nullptr) {
    remove_account(unregister.account);
    delivery_.to_one(entry.author, AccountChanged{Change::unregistered, name_of(entry.author)});
  }
  finish(entry.author);
}

void Hub::remove_account(AccountId account) {
  for (const auto owner : people_.owners_of(account)) forget_proof(owner);
  registry_.remove(account);
  delivery_.changed(account);
  std::vector<RoomId> changed;
  for (auto& [id, room] : rooms_.all()) {
    if (room.forget(account)) changed.push_back(id);
  }
  for (const auto id : changed) {
    delivery_.changed(id);
    close_if_empty(id);
  }
}

void Hub::forget_proof(MemberId client) {
  people_.find(client)->set_account({}, false);
  delivery_.changed(client);
}

/// The new proof may be there because a stranger knew the former one.
void Hub::forget_proofs(AccountId account, MemberId author) {
  for (const auto owner : people_.owners_of(account)) {
    if (owner == author) continue;
    account_of(owner) == account ? expel(owner, LeaveReason::left, Closing{CloseReason::reset})
                                 : forget_proof(owner);
  }
}

void Hub::apply(const Entry& entry, const GrantEntry& grant) {
  const auto actor = entry.author;
  const auto given = open_.new_passwords.extract(actor);
  auto problem = administers(actor) ? check_grant(grant.name, grant.is_new)
                                    : std::optional(Problem::not_administrator);
  AccountId id{static_cast<std::uint64_t>(entry.id)};
  if (!problem && grant.is_new &&
      !registry_.add({id, grant.name, grant.password, {}, entry.time})) {
    problem = Problem::registered_before;
  }
  if (problem) {
    refuse(actor, *problem, grant.name.text());
    return finish(actor);
  }
  if (!grant.is_new) {
    id = registry_.find(grant.name)->id;
    registry_.set_password(id, grant.password);
    registry_.clear_keys(id);
    tell_owners(delivery_, people_, *registry_.find(id), Change::reset, actor);
    forget_proofs(id, actor);
  }
  delivery_.changed(id);
  const auto password = given.empty() ? std::string() : given.mapped().text;
  delivery_.to_one(actor, PasswordGiven{registry_.find(id)->name.text(), password});
  finish(actor);
}

/// Who has the name stays here as a guest.
void Hub::apply(const Entry& entry, const RevokeEntry& revoke) {
  const auto actor = entry.author;
  const auto* account = registry_.find(revoke.account);
  if (!administers(actor) || account == nullptr) {
    refuse(actor, administers(actor) ? Problem::not_registered : Problem::not_administrator);
    return finish(actor);
  }
  const std::string name = account->name.text();
  tell_owners(delivery_, people_, *account, Change::taken, actor);
  remove_account(revoke.account);
  delivery_.to_one(actor, AccountChanged{Change::revoked, name});
  finish(actor);
}

void Hub::apply(const Entry& entry, const KeyEntry& key) {
  if (const auto* account = owned_by_author(entry, key.account)) {
    if (const auto problem = check_key(*account, key)) {
      refuse(entry.author, *problem, key.fingerprint);
    } else {
      key.on ? registry_.add_key(key.account, key.fingerprint)
             : registry_.remove_key(key.account, key.fingerprint);
      if (!key.on) forget_proofs(key.account, entry.author);
      delivery_.changed(key.account);
      const auto change = key.on ? Change::key_added : Change::key_removed;
      delivery_.to_one(entry.author, AccountChanged{change, key.fingerprint});
    }
  }
  finish(entry.author);
}

void Hub::apply(const Entry& entry, const ServerOperatorEntry& change) {
  const auto author = entry.author;
  if (!acts_as_operator(entry)) return;
  if (const auto problem = check_server_operator(change.account, change.on)) {
    const auto* account = registry_.find(change.account);
    refuse(author, *problem, account == nullptr ? "" : account->name.text());
    return finish(author);
  }
  const std::string by(actor(author));
  registry_.set_operator(change.account, change.on);
  delivery_.changed(change.account);
  const std::string name = registry_.find(change.account)->name.text();
  for (const auto owner : people_.owners_of(change.account)) {
    if (owner == author) continue;
    delivery_.to_one(owner, ServerOperatorChanged{name, change.on, by, false});
  }
  delivery_.to_one(author, ServerOperatorChanged{name, change.on, by, true});
  finish(author);
}

}  // namespace tertulia::chat
