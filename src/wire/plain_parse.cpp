#include <algorithm>
#include <array>

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_words.h"

namespace tertulia::wire::plain {
namespace {

using chat::Command;
using chat::Problem;

struct Words {
  std::string_view first;
  std::string_view rest;  // without blanks at either end
};

Words split(std::string_view text) {
  text = base::trim(text);
  const auto end = std::min(text.find_first_of(" \t"), text.size());
  return {text.substr(0, end), base::trim(text.substr(end))};
}

Command whisper(std::string_view arguments) {
  const auto [to, text] = split(arguments);
  if (text.empty()) return chat::Invalid{Problem::missing_argument, "/msg NAME TEXT"};
  return chat::Whisper{to, text};
}

struct Row {
  std::string_view name;
  std::string_view usage;  // where it needs an argument
  Command (*make)(std::string_view arguments);
};

constexpr std::array kCommands{
    Row{"/help", {}, [](std::string_view) -> Command { return chat::AskHelp{}; }},
    Row{"/who", {}, [](std::string_view) -> Command { return chat::AskWho{}; }},
    Row{"/me", "/me TEXT", [](std::string_view text) -> Command { return chat::Act{text}; }},
    Row{"/msg", "/msg NAME TEXT", whisper},
    Row{"/nick", "/nick NAME", [](std::string_view name) -> Command { return chat::Rename{name}; }},
    Row{"/quit", {}, [](std::string_view) -> Command { return chat::Leave{}; }},
};

const Row* find_command(std::string_view name) {
  const auto* row = std::ranges::find(kCommands, name, &Row::name);
  return row == kCommands.end() ? nullptr : row;
}

Command parse_slash(std::string_view line) {
  const auto [name, arguments] = split(line);
  const auto* row = find_command(name);
  if (row == nullptr) return chat::Invalid{Problem::unknown_command, name};
  if (!row->usage.empty() && arguments.empty()) {
    return chat::Invalid{Problem::missing_argument, row->usage};
  }
  return row->make(arguments);
}

/// `GET / HTTP/1.1`: what a web page made a browser send must not be taken for a name and messages.
bool is_http(std::string_view line) {
  const auto version = line.rfind(" HTTP/");
  return version != std::string_view::npos && version == line.rfind(' ');
}

/// The record header of a ClientHello (RFC 8446, 5.1).
constexpr std::string_view kTlsHandshake = "\x16\x03";

/// The whole line has to be one: `Goodbyes are sad` is none.
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
  if (line.starts_with('/')) return parse_slash(line);
  return chat::Say{line};
}

Command parse_login(std::string_view line) {
  const auto trimmed = base::trim(line);
  if (trimmed.empty()) return chat::Nothing{};
  if (is_http(line) || line.starts_with(kTlsHandshake)) {
    return chat::Invalid{Problem::other_protocol, {}};
  }
  if (!base::is_utf8(line)) return chat::Invalid{Problem::not_utf8, {}};
  if (trimmed == kExit || trimmed == "/quit") return chat::Leave{};
  return chat::Rename{trimmed};
}

Kind classify(std::string_view line) {
  if (line == kNameWanted) return Kind::name_wanted;
  if (line.starts_with(kWelcome)) return Kind::welcome;
  if (is_goodbye(line)) return Kind::goodbye;
  if (line.starts_with(kError)) return Kind::error;
  return Kind::other;
}

std::string escape(std::string_view text) {
  const bool foreign = text.starts_with('/') && find_command(split(text).first) == nullptr;
  return std::string(foreign ? "/" : "").append(text);
}

}  // namespace tertulia::wire::plain
