#include "daemon/account_words.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

namespace tertulia::daemon {
namespace {

constexpr std::string_view kListAction = "list";
constexpr std::array<std::string_view, 3> kNameActions{"add", "reset", "remove"};

}  // namespace

std::string check_account_words(const std::vector<std::string>& words) {
  if (words.size() == 1 && words.front() == kListAction) return {};
  if (words.size() != 2 || std::ranges::find(kNameActions, words.front()) == kNameActions.end()) {
    return "use list, add NAME, reset NAME, or remove NAME";
  }
  const auto name = chat::Name::parse(words.back());
  const auto* problem = std::get_if<chat::Problem>(&name);
  return problem == nullptr ? std::string() : wire::plain::explain(*problem, words.back());
}

std::string account_command(const std::vector<std::string>& words) {
  std::string command = "/account";
  for (const auto& word : words) command += ' ' + word;
  return command;
}

}  // namespace tertulia::daemon
