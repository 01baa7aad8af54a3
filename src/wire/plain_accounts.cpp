#include "wire/plain_accounts.h"

#include <utility>

#include <fmt/core.h>

#include "tertulia/base/date.h"
#include "tertulia/base/text.h"

namespace tertulia::wire::plain {

using base::safe;

std::string describe(const chat::AccountChanged& event) {
  using Change = chat::AccountChanged::Change;
  const auto subject = safe(event.subject);
  switch (event.change) {
    case Change::registered:
      return fmt::format("The name {} is yours now", subject);
    case Change::password:
      return fmt::format("The password of {} is changed", subject);
    case Change::unregistered:
      return fmt::format("The name {} is yours no more", subject);
    case Change::key_added:
      return fmt::format("The key {} can use your name now", subject);
    case Change::key_removed:
      return fmt::format("The key {} cannot use your name any more", subject);
    case Change::revoked:
      return fmt::format("The name {} is free", subject);
    case Change::taken:
      return fmt::format("The administrator has made the name {} free: it is yours no more",
                         subject);
    case Change::reset:
      return fmt::format("The administrator has given the name {} another password", subject);
  }
  return {};
}

std::string describe(const chat::PasswordGiven& event) {
  return fmt::format("The password of {} is {}", safe(event.name), safe(event.password));
}

std::vector<std::string> describe(const chat::AccountList& list) {
  if (list.total == 0) return {"No name is registered"};
  const auto now = base::local_time(list.now);
  std::vector<std::string> lines;
  for (const auto& account : list.accounts) {
    lines.push_back(fmt::format("{} since {}: {}{} key{}{}", safe(account.name),
                                base::describe_time(base::local_time(account.since), now),
                                account.has_password ? "password, " : "", account.keys,
                                account.keys == 1 ? "" : "s",
                                account.is_operator ? ", runs the server" : ""));
  }
  const auto others = list.total - list.accounts.size();
  if (others > 0) lines.push_back(fmt::format("and {} more", others));
  return lines;
}

std::string describe(const chat::ServerOperatorChanged& event) {
  const auto name = safe(event.name);
  const auto by = safe(event.by);
  if (event.to_actor) {
    return event.on ? fmt::format("{} runs the server now", name)
                    : fmt::format("{} does not run the server any more", name);
  }
  return event.on ? fmt::format("{} lets you run the server", by)
                  : fmt::format("{} has ended your rights to run the server", by);
}

std::vector<std::string> describe(const chat::KeyList& list) {
  if (list.fingerprints.empty()) return {"No key can use your name"};
  std::vector<std::string> lines;
  for (const auto& fingerprint : list.fingerprints) {
    const bool present = fingerprint == list.present;
    lines.push_back(safe(fingerprint) + (present ? " (of this connection)" : ""));
  }
  return lines;
}

std::vector<std::string> describe(const chat::Whois& whois) {
  const auto name = safe(whois.name);
  std::vector<std::string> lines;
  const auto since =
      base::describe_time(base::local_time(whois.since), base::local_time(whois.now));
  if (whois.registered) {
    lines.push_back(fmt::format("{} is registered since {}{}{}", name, since,
                                whois.is_operator ? ", runs the server" : "",
                                whois.is_here ? "" : ", and is not here"));
  } else {
    const bool known = whois.since != base::WallTime{};
    lines.push_back(fmt::format("{} is a guest{}{}", name, known ? ", here since " : "",
                                known ? since : std::string()));
  }
  if (!whois.address.empty()) lines.push_back(fmt::format("{} is at {}", name, whois.address));
  if (whois.rooms.empty()) return lines;
  auto rooms = fmt::format("{} is in", name);
  for (const auto room : whois.rooms) rooms += fmt::format(" #{}", safe(room));
  lines.push_back(std::move(rooms));
  return lines;
}

}  // namespace tertulia::wire::plain
