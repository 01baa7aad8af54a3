#include "wire/plain_rooms.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_words.h"

namespace tertulia::wire::plain {
namespace {

/// Behind the name of a member that runs the room. No name has a blank or a parenthesis.
constexpr std::string_view kOperatorMark = " (operator)";

}  // namespace

std::string list_names(const chat::Names& names, std::size_t shown, std::size_t count) {
  const auto others = count - shown;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == shown && others == 0;
    if (i > 0) text += last ? " and " : ", ";
    base::append_safe(text, names[i]);
  }
  if (others > 0) {
    text += fmt::format(" and {} other{}", others, others == 1 ? "" : "s");
  }
  return text;
}

std::string room_prefix(std::string_view room) { return fmt::format("#{} ", base::safe(room)); }

void append_topic(std::string& out, std::string_view topic) {
  out += fmt::format("{}Topic: {}\n", kNotice, base::safe(topic));
}

void append_now_in(std::string& out, std::string_view room, std::size_t members,
                   std::string_view topic) {
  out += fmt::format("{}{}#{} ({} here)\n", kNotice, kNowIn, base::safe(room), members);
  if (!topic.empty()) append_topic(out, topic);
}

void append_member_list(std::string& out, std::size_t members, const chat::Names& operators,
                        const chat::Names& others) {
  const auto running = std::min(operators.size(), kMaxNamesInList);
  std::vector<std::string> marked;
  for (std::size_t i = 0; i < running; ++i) {
    marked.emplace_back(operators[i]).append(kOperatorMark);
  }
  chat::Names shown(marked.begin(), marked.end());
  const auto rest = std::min(others.size(), kMaxNamesInList - running);
  shown.insert(shown.end(), others.begin(), others.begin() + static_cast<std::ptrdiff_t>(rest));
  const auto count = std::max(members, shown.size());
  out += fmt::format("{}{} here: {}\n", kNotice, count, list_names(shown, shown.size(), count));
}

}  // namespace tertulia::wire::plain
