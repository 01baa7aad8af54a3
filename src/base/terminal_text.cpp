#include "tertulia/base/terminal_text.h"

#include <algorithm>
#include <array>
#include <atomic>

#include <sys/ioctl.h>

#include "tertulia/base/text.h"

namespace tertulia::base {
namespace {

std::string_view locale_name(Environment environment) {
  for (const auto* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (const auto name = environment(variable); !name.empty()) return name;
  }
  return "C";
}

bool is_utf8_locale(std::string_view locale) {
  constexpr std::array<std::string_view, 4> kSpellings{"UTF-8", "utf-8", "UTF8", "utf8"};
  return std::ranges::any_of(kSpellings,
                             [locale](auto s) { return locale.find(s) != std::string_view::npos; });
}

bool draws_ambiguous_characters_wide(std::string_view locale) {
  return locale.starts_with("ja") || locale.starts_with("ko") || locale.starts_with("zh");
}

bool has_many_colors(Environment environment) {
  constexpr std::array<std::string_view, 6> kTypes{"256color", "direct",    "kitty",
                                                   "foot",     "alacritty", "ghostty"};
  const auto type = environment("TERM");
  return !environment("COLORTERM").empty() || std::ranges::any_of(kTypes, [type](auto part) {
    return type.find(part) != std::string_view::npos;
  });
}

/// Each thread that logs asks for the terminal.
std::atomic<bool> plain_terminal = false;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Terminal terminal_of(Environment environment) {
  Terminal terminal;
  const auto locale = locale_name(environment);
  terminal.charset = is_utf8_locale(locale) ? Terminal::Charset::utf8 : Terminal::Charset::ascii;
  const auto type = environment("TERM");
  terminal.has_sequences = !type.empty() && type != "dumb";
  terminal.has_many_colors = has_many_colors(environment);
  const bool in_gnu_screen = !environment("STY").empty();
  if (!terminal.has_sequences || in_gnu_screen || draws_ambiguous_characters_wide(locale)) {
    terminal.widths = Terminal::Widths::widest;
  }
  return terminal;
}

const Terminal& terminal() {
  static const auto instance = terminal_of(process_environment);
  static const auto plain = [] {
    auto terminal = instance;
    terminal.has_sequences = false;
    terminal.widths = Terminal::Widths::widest;
    return terminal;
  }();
  return plain_terminal ? plain : instance;
}

void use_plain_terminal() { plain_terminal = true; }

std::size_t terminal_columns(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return Terminal::kUsualColumns;
  return size.ws_col;
}

std::size_t terminal_rows(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return Terminal::kUsualRows;
  return size.ws_row;
}

Terminal terminal_at(int fd) {
  auto present = terminal();
  present.columns = terminal_columns(fd);
  return present;
}

std::string in_charset(std::string text, Terminal::Charset charset) {
  if (charset == Terminal::Charset::utf8 || is_ascii(text)) return text;
  const auto letters = without_accents(text).value_or(text);
  std::string ascii;
  for (std::string_view rest = letters; !rest.empty();) {
    const auto c = next_code_point(rest);
    if (!c) break;
    ascii += c->value < 0x80 ? static_cast<char>(c->value) : '?';
  }
  return ascii;
}

std::string terminal_line(std::string_view text, const Terminal& terminal) {
  auto rows = wrap(in_charset(safe(text), terminal.charset), terminal);
  rows += '\n';
  if (!terminal.has_sequences) return rows;
  return rows.insert(0, kAutowrapOff).append(kAutowrapOn);
}

}  // namespace tertulia::base
