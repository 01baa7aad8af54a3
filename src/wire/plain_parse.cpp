#include "tertulia/base/text.h"
#include "tertulia/chat/command_table.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_words.h"

namespace tertulia::wire::plain {
namespace {

using chat::Command;
using chat::Problem;

/// `GET / HTTP/1.1`: a web page must not be able to make a browser log in and send messages.
bool is_http(std::string_view line) {
  const auto version = line.rfind(" HTTP/");
  return version != std::string_view::npos && version == line.rfind(' ');
}

/// The record header of a ClientHello (RFC 8446, 5.1).
constexpr std::string_view kTlsHandshake = "\x16\x03";

/// The whole line must match, since `Goodbyes are sad` is a message.
bool is_goodbye(std::string_view line) {
  if (!line.starts_with(kGoodbye) || !line.ends_with('!')) return false;
  const auto name = line.substr(kGoodbye.size());
  return name == "!" || (name.starts_with(' ') && name.rfind(' ') == 0);
}

}  // namespace

Command parse(std::string_view line) {
  const auto trimmed = base::trim(line);
  if (trimmed.empty()) return chat::Nothing{};
  if (!base::is_utf8(line)) return chat::Invalid{Problem::not_utf8, {}};
  if (trimmed == kExit) return chat::Leave{};
  if (line.starts_with("//")) return chat::Say{line.substr(1)};
  if (line.starts_with('/')) return chat::parse_command(line);
  return chat::Say{line};
}

Command parse_login(std::string_view line) {
  const auto trimmed = base::trim(line);
  if (trimmed.empty()) return chat::Nothing{};
  if (!base::is_utf8(line)) return chat::Invalid{Problem::not_utf8, {}};
  if (trimmed == kExit || trimmed == "/quit") return chat::Leave{};
  return chat::Rename{trimmed};
}

bool is_foreign_protocol(std::string_view line) {
  return is_http(line) || line.starts_with(kTlsHandshake);
}

Kind classify(std::string_view line) {
  if (line == kNameRequest) return Kind::name_request;
  if (line.starts_with(kWelcome)) return Kind::welcome;
  if (is_goodbye(line)) return Kind::goodbye;
  if (line.starts_with(kError)) return Kind::error;
  if (line.starts_with(kClosingNoName)) return Kind::no_name;
  return Kind::other;
}

bool is_by(std::string_view line, std::string_view name) {
  const auto begins = [line, name](std::string_view before, std::string_view after) {
    return line.starts_with(before) && line.substr(before.size()).starts_with(name) &&
           line.substr(before.size() + name.size()).starts_with(after);
  };
  return begins("(", ") ") || begins("* ", " ") || begins("[", " -> ") ||
         begins(kNotice, kIsNowKnownAs);
}

bool is_notice(std::string_view line) { return line.starts_with(kNotice); }

std::string_view given_name(std::string_view line, std::string_view former) {
  if (line.starts_with(kWelcome) && line.ends_with('!')) {
    return line.substr(kWelcome.size(), line.size() - kWelcome.size() - 1);
  }
  if (!is_notice(line) || !is_by(line, former)) return {};
  return line.substr(kNotice.size() + former.size() + kIsNowKnownAs.size());
}

std::string escape(std::string_view text) {
  const auto name = text.substr(0, text.find_first_of(" \t"));
  const bool foreign = text.starts_with('/') && chat::find_command(name) == nullptr;
  return std::string(foreign ? "/" : "").append(text);
}

}  // namespace tertulia::wire::plain
