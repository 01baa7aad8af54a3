#include "client/setting_values.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/chat/room.h"
#include "tertulia/reactor/certificate.h"
#include "tertulia/wire/plain.h"

namespace tertulia::client {
namespace {

constexpr auto kDefaultHost = "localhost";
constexpr base::Duration kLongest = std::chrono::hours{168};

template <class Value>
using Words = std::array<std::pair<Value, std::string_view>, 3>;

constexpr Words<TlsMode> kTlsWords{
    {{TlsMode::automatic, "auto"}, {TlsMode::required, "required"}, {TlsMode::off, "off"}}};
constexpr Words<ColorUse> kColorWords{
    {{ColorUse::automatic, "auto"}, {ColorUse::always, "always"}, {ColorUse::never, "never"}}};

template <class Value>
base::Result<Value> read_word(const Words<Value>& words, std::string_view text) {
  for (const auto& [value, word] : words) {
    if (word == text) return value;
  }
  return base::Error{fmt::format("'{}' is none of {}, {} and {}", text, words[0].second,
                                 words[1].second, words[2].second)};
}

template <class Value>
std::string show_word(const Words<Value>& words, Value value) {
  return std::string(std::ranges::find(words, value, &Words<Value>::value_type::first)->second);
}

}  // namespace

base::Result<reactor::Endpoint> read_server(std::string_view text) {
  return reactor::parse_endpoint(text, kDefaultHost);
}

base::Result<base::Duration> read_duration(std::string_view text) {
  auto duration = base::parse_duration(text);
  if (!duration || *duration <= kLongest) return duration;
  return base::Error{fmt::format("'{}' is out of range: 0 to 168h", text)};
}

base::Result<std::uint64_t> read_count(std::string_view text, std::uint64_t max) {
  auto count = base::parse_count(text);
  if (!count || *count <= max) return count;
  return base::Error{fmt::format("'{}' is out of range: 0 to {}", text, max)};
}

base::Result<TlsMode> read_tls(std::string_view text) { return read_word(kTlsWords, text); }
std::string show_tls(TlsMode mode) { return show_word(kTlsWords, mode); }

base::Result<ColorUse> read_color(std::string_view text) { return read_word(kColorWords, text); }
std::string show_color(ColorUse use) { return show_word(kColorWords, use); }

base::Result<std::optional<std::string>> read_pin(std::string_view text) {
  if (text.empty()) return std::optional<std::string>{};
  const auto fingerprint = reactor::parse_fingerprint(text);
  if (!fingerprint) return base::Error{fingerprint.error()};
  return std::optional(*fingerprint);
}

base::Result<std::string> read_room(std::string_view text) {
  if (text.empty()) return std::string{};
  const auto room = chat::parse_room(text);
  if (const auto* problem = std::get_if<chat::Problem>(&room)) {
    return base::Error{wire::plain::explain(*problem, text)};
  }
  return std::get<chat::Name>(room).text();
}

base::Result<std::string> read_file_name(std::string_view text) {
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return base::Error{"the name of the file contains a line break"};
  }
  return std::string(text);
}

}  // namespace tertulia::client
