#include "chat/confusables.h"

#include <algorithm>
#include <array>
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

const std::vector<Row>& table() {
  static const auto rows = read_table();
  return rows;
}

void append_look(std::string& out, char32_t c, std::string_view bytes) {
  const auto found = std::ranges::lower_bound(table(), c, {}, &Row::first);
  out += found != table().end() && found->first == c ? found->second : bytes;
}

constexpr std::size_t kAscii = 128;

/// What each character of ASCII looks like, which is ASCII as well.
std::array<std::string, kAscii> read_ascii() {
  std::array<std::string, kAscii> looks;
  for (std::size_t i = 0; i < kAscii; ++i) {
    const auto c = static_cast<char>(i);
    std::string look;
    append_look(look, static_cast<char32_t>(i), {&c, 1});
    looks.at(i) = base::fold(look).value_or(look);
  }
  return looks;
}

/// The same for a text of ASCII. Everyone who comes has a name, and most names are of ASCII.
std::string ascii_skeleton(std::string_view name) {
  static const auto looks = read_ascii();
  std::string look;
  for (const char c : name) look += looks.at(static_cast<unsigned char>(c));
  return look;
}

}  // namespace

std::string skeleton(std::string_view name) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < kAscii; };
  if (std::ranges::all_of(name, is_ascii)) return ascii_skeleton(name);
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
