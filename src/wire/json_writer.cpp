#include "wire/json_writer.h"

#include <algorithm>
#include <chrono>

#include <fmt/core.h>

#include "tertulia/base/text.h"

namespace tertulia::wire::json {
namespace {

/// In place of what is no character.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr unsigned char kFirstPrintable = 0x20;

/// In a safe text no other control character is left.
bool needs_escape(char c) { return c == '"' || c == '\\' || c == '\t'; }

void escape_from(std::string& out, std::size_t begin) {
  const auto first =
      std::find_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), needs_escape);
  if (first == out.end()) return;
  const std::string rest(first, out.end());
  out.erase(first, out.end());
  for (const char c : rest) {
    if (needs_escape(c)) out += '\\';
    out += c == '\t' ? 't' : c;
  }
}

}  // namespace

std::size_t count_escapes(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, needs_escape));
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  const auto begin = out.size();
  base::append_safe(out, text);
  escape_from(out, begin);
  out += '"';
}

void append_exact(std::string& out, std::string_view text) {
  out += '"';
  for (auto rest = text; !rest.empty();) {
    const auto before = rest;
    if (!base::next_code_point(rest)) {
      rest.remove_prefix(1);
      out += kReplacement;
    } else if (static_cast<unsigned char>(before.front()) < kFirstPrintable) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(before.front()));
    } else {
      if (needs_escape(before.front())) out += '\\';
      out += before.substr(0, before.size() - rest.size());
    }
  }
  out += '"';
}

Object& Object::field(std::string_view key) {
  if (!out_.ends_with('{')) out_ += ',';
  out_ += '"';
  out_ += key;
  out_ += "\":";
  return *this;
}

Object& Object::text(std::string_view key, std::string_view value) {
  field(key);
  append_string(out_, value);
  return *this;
}

Object& Object::exact(std::string_view key, std::string_view value) {
  field(key);
  append_exact(out_, value);
  return *this;
}

Object& Object::number(std::string_view key, std::uint64_t value) {
  field(key);
  out_ += std::to_string(value);
  return *this;
}

Object& Object::flag(std::string_view key, bool value) {
  field(key);
  out_ += value ? "true" : "false";
  return *this;
}

Object& Object::time(std::string_view key, base::WallTime value) {
  const auto time = std::chrono::floor<std::chrono::milliseconds>(value);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  field(key);
  out_ += fmt::format("\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z\"",
                      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()), clock.hours().count(),
                      clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
  return *this;
}

void Line::end(const RequestInfo& request) {
  if (!request.tag.empty()) text("tag", request.tag);
  Object::end();
  out() += '\n';
}

}  // namespace tertulia::wire::json
