#include "daemon/ban_words.h"

#include <algorithm>

#include "tertulia/base/text.h"

namespace tertulia::daemon {
namespace {

constexpr auto* kList = "list";
constexpr auto* kAdd = "add";
constexpr auto* kRemove = "remove";

/// A line feed would begin another command.
bool is_sendable(const std::string& word) {
  return !word.empty() && base::safe(word) == word && word.find('\t') == std::string::npos;
}

}  // namespace

std::string check_ban_words(const std::vector<std::string>& words) {
  const auto count = words.size();
  const auto action = words.empty() ? std::string() : words.front();
  const bool fits = (action == kList && count == 1) || (action == kAdd && count > 1) ||
                    (action == kRemove && count == 2);
  if (!fits)
    return "use list, add NAME|ADDRESS|CIDR [DURATION] [REASON], or remove NAME|ADDRESS|CIDR";
  return std::ranges::all_of(words, is_sendable) ? ""
                                                 : "a word has a character that cannot be sent";
}

std::string ban_command(const std::vector<std::string>& words) {
  if (words.front() == kList) return "/bans";
  std::string command = words.front() == kAdd ? "/ban" : "/unban";
  for (auto word = words.begin() + 1; word != words.end(); ++word) command += ' ' + *word;
  return command;
}

}  // namespace tertulia::daemon
