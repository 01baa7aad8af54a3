#include "client/ignore_list.h"

#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

namespace tertulia::client {
namespace {

using Lines = std::vector<std::string>;

Lines error(std::string_view text) { return {fmt::format("{}{}", wire::plain::kError, text)}; }
Lines notice(std::string_view text) { return {fmt::format("{}{}", wire::plain::kNotice, text)}; }

}  // namespace

Lines IgnoreList::list() const {
  if (names_.empty()) return notice(base::tr("You ignore nobody"));
  std::string names;
  for (const auto& [key, name] : names_) {
    if (!names.empty()) names += ", ";
    names += name;
  }
  return notice(
      base::trn("You ignore {} user: {}", "You ignore {} users: {}", names_.size(), names));
}

Lines IgnoreList::ignore(std::string_view arguments) {
  arguments = base::trim(arguments);
  if (arguments.empty()) return list();
  const auto parsed = chat::Name::parse(arguments);
  if (const auto* problem = std::get_if<chat::Problem>(&parsed)) {
    return error(wire::plain::explain(*problem, arguments));
  }
  const auto& name = std::get<chat::Name>(parsed);
  if (names_.contains(name.key())) return notice(base::tr("You ignore {} already", name.text()));
  if (names_.size() >= kMaxNames) {
    return error(base::trn("You ignore {} user, and cannot ignore more; see /unignore",
                           "You ignore {} users, and cannot ignore more; see /unignore",
                           names_.size()));
  }
  names_.emplace(name.key(), name.text());
  return notice(base::tr("You ignore {} now; /unignore {} ends that", name.text(), name.text()));
}

Lines IgnoreList::unignore(std::string_view arguments) {
  arguments = base::trim(arguments);
  if (arguments.empty()) return error(base::tr("/unignore needs a name; /ignore lists them"));
  const auto parsed = chat::Name::parse(arguments);
  const auto* name = std::get_if<chat::Name>(&parsed);
  const auto found = name == nullptr ? names_.end() : names_.find(name->key());
  if (found == names_.end()) return error(base::tr("You do not ignore '{}'", arguments));
  const auto removed = names_.extract(found);
  return notice(base::tr("You see {} again", removed.mapped()));
}

bool IgnoreList::has(std::string_view name) const {
  if (names_.empty()) return false;
  const auto parsed = chat::Name::parse(name);
  const auto* known = std::get_if<chat::Name>(&parsed);
  return known != nullptr && names_.contains(known->key());
}

void IgnoreList::rename(std::string_view from, std::string_view to) {
  if (!has(from)) return;
  const auto next = chat::Name::parse(to);
  const auto* name = std::get_if<chat::Name>(&next);
  if (name == nullptr) return;
  names_.erase(std::get<chat::Name>(chat::Name::parse(from)).key());
  names_.insert_or_assign(name->key(), name->text());
}

}  // namespace tertulia::client
