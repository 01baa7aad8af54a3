#include "tertulia/wire/duo.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_words.h"

namespace tertulia::wire::duo {
namespace {

constexpr std::string_view kSays = " > ";
constexpr std::string_view kClosing = "-- Closing: idle for ";
constexpr std::array<std::string_view, 4> kUnits{" ms", " s", " min", " h"};

std::optional<chat::Name> as_name(std::string_view text) {
  auto parsed = chat::Name::parse(text);
  if (auto* name = std::get_if<chat::Name>(&parsed)) return std::move(*name);
  return std::nullopt;
}

std::string rendered(const chat::Event& event) {
  std::string line;
  plain::dialect().render(event, {}, line);
  line.pop_back();
  return line;
}

/// The whole line must have the form that a server writes: a user cannot put other words into it.
bool is_closing(std::string_view line) {
  if (!line.starts_with(kClosing)) return false;
  line.remove_prefix(kClosing.size());
  const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
  return digits > 0 && std::ranges::find(kUnits, line.substr(digits)) != kUnits.end();
}

}  // namespace

Line parse(std::string_view line) {
  const auto trimmed = base::trim(line);
  if (trimmed.empty()) return {Line::Kind::blank, {}, {}};
  if (plain::asks_to_leave(trimmed)) return {Line::Kind::exit, {}, {}};
  if (plain::classify(line) == plain::Kind::goodbye) return {Line::Kind::goodbye, {}, line};
  if (is_closing(line)) return {Line::Kind::closing, {}, line};
  if (line.starts_with(plain::kNotice)) return {Line::Kind::notice, {}, line};
  if (line.starts_with(plain::kError)) return {Line::Kind::error, {}, line};
  const auto end = line.find(kSays);
  if (end != std::string_view::npos && as_name(line.substr(0, end))) {
    return {Line::Kind::said, base::trim(line.substr(0, end)), line.substr(end + kSays.size())};
  }
  return {Line::Kind::said, {}, line};
}

bool same_name(std::string_view one, std::string_view other) {
  const auto first = as_name(one);
  const auto second = as_name(other);
  return first && second && *first == *second;
}

std::string say(std::string_view name, std::string_view text) {
  return fmt::format("{}{}{}", name, kSays, text);
}

std::string goodbye(std::string_view name) { return rendered(chat::Goodbye{name}); }

std::string closing(base::Duration idle) {
  return rendered(chat::Closing{chat::CloseReason::idle, idle});
}

std::string shutdown() { return rendered(chat::Closing{chat::CloseReason::shutdown}); }

std::string has_connected(std::string_view name) {
  return fmt::format("{}{} has connected", plain::kNotice, name);
}

std::string has_left(std::string_view name) {
  return fmt::format("{}{} has left", plain::kNotice, name);
}

std::string talking_with(std::string_view name) {
  return fmt::format("{}You are talking with {}", plain::kNotice, name);
}

std::string in_line(std::string_view host, std::size_t place) {
  const auto reason = host.empty() ? std::string("Nobody is at the keyboard yet")
                                   : fmt::format("{} is talking with someone else", host);
  return fmt::format("{}{}; you are number {} in line", plain::kNotice, reason, place);
}

std::string decode_error(const DecodeError& error, std::size_t max_line) {
  std::string line;
  plain::dialect().render_error(error, max_line, {}, line);
  line.pop_back();
  return line;
}

}  // namespace tertulia::wire::duo
