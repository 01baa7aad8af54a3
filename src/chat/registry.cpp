#include "tertulia/chat/registry.h"

#include <algorithm>
#include <utility>

namespace tertulia::chat {

bool Account::has_key(const std::string& fingerprint) const {
  return !fingerprint.empty() && std::ranges::find(keys, fingerprint) != keys.end();
}

const Account* Registry::find(AccountId id) const {
  const auto found = accounts_.find(id);
  return found == accounts_.end() ? nullptr : &found->second;
}

const Account* Registry::find(const Name& name) const {
  const auto found = by_key_.find(name.key());
  return found == by_key_.end() ? nullptr : find(found->second);
}

AccountId Registry::id_of(const Name& name) const {
  const auto found = by_key_.find(name.key());
  return found == by_key_.end() ? AccountId{} : found->second;
}

const Account* Registry::find_alike(const Name& name) const {
  return find_other(name, name.look());
}

const Account* Registry::find_alike_in_any_case(const Name& name) const {
  for (const auto& look : name.looks()) {
    if (const auto* other = find_other(name, look)) return other;
  }
  return nullptr;
}

const Account* Registry::find_other(const Name& name, const std::string& look) const {
  const auto [first, last] = by_look_.equal_range(look);
  const auto other = std::find_if(first, last, [this, &name](const auto& one) {
    return !(accounts_.at(one.second).name == name);
  });
  return other == last ? nullptr : find(other->second);
}

bool Registry::add(Account account) {
  const auto id = account.id;
  if (id == AccountId{} || accounts_.contains(id) || find(account.name) != nullptr) return false;
  by_key_.emplace(account.name.key(), id);
  for (const auto& look : account.name.looks()) by_look_.emplace(look, id);
  accounts_.emplace(id, std::move(account));
  return true;
}

void Registry::remove(AccountId id) {
  const auto found = accounts_.find(id);
  by_key_.erase(found->second.name.key());
  for (const auto& look : found->second.name.looks()) {
    const auto [first, last] = by_look_.equal_range(look);
    by_look_.erase(std::find_if(first, last, [id](const auto& one) { return one.second == id; }));
  }
  accounts_.erase(found);
}

void Registry::set_password(AccountId id, std::string hash) {
  accounts_.at(id).password = std::move(hash);
}

void Registry::add_key(AccountId id, std::string fingerprint) {
  accounts_.at(id).keys.push_back(std::move(fingerprint));
}

void Registry::remove_key(AccountId id, const std::string& fingerprint) {
  std::erase(accounts_.at(id).keys, fingerprint);
}

void Registry::clear_keys(AccountId id) { accounts_.at(id).keys.clear(); }

void Registry::set_operator(AccountId id, bool on) { accounts_.at(id).is_operator = on; }

void Registry::set_configured_operators(const std::vector<Name>& names) {
  operators_.clear();
  for (const auto& name : names) operators_.insert(name.key());
}

bool Registry::is_operator(AccountId id) const {
  const auto* account = find(id);
  return account != nullptr && (account->is_operator || is_configured_operator(account->name));
}

ArchivedAccount to_archive(const Account& account) {
  return {.id = account.id,
          .name = account.name.text(),
          .password = account.password,
          .keys = account.keys,
          .since = account.since,
          .is_operator = account.is_operator};
}

}  // namespace tertulia::chat
