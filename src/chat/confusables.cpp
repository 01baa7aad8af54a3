#include "chat/confusables.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tertulia/base/text.h"

#include "chat/confusables_table.h"

namespace tertulia::chat {
namespace {

/// A character, and what it looks like.
using Row = std::pair<char32_t, std::string_view>;

std::vector<Row> read_table() {
  std::vector<Row> rows;
  auto rest = kConfusables;
  while (const auto c = base::next_code_point(rest)) {
    const auto end = rest.find(' ');
    rows.emplace_back(c->value, rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  std::ranges::sort(rows);
  return rows;
}

void append_look(std::string& out, char32_t c, std::string_view bytes) {
  static const auto rows = read_table();
  const auto found = std::ranges::lower_bound(rows, c, {}, &Row::first);
  out += found != rows.end() && found->first == c ? found->second : bytes;
}

}  // namespace

std::string skeleton(std::string_view name) {
  const auto decomposed = base::decompose(name).value_or(std::string(name));
  std::string look;
  std::string_view rest = decomposed;
  while (!rest.empty()) {
    const auto before = rest;
    const auto c = base::next_code_point(rest);
    append_look(look, c->value, before.substr(0, before.size() - rest.size()));
  }
  return base::fold(look).value_or(look);
}

}  // namespace tertulia::chat
