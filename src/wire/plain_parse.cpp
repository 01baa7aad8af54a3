#include <algorithm>

#include "tertulia/base/text.h"
#include "tertulia/chat/command_table.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_words.h"

namespace tertulia::wire::plain {
namespace {

using chat::Command;
using chat::Problem;

/// ` /msg Ann secret`: the `/msg`. A path has other characters than letters, so it is empty for
/// ` /usr/bin`.
std::string_view indented_command(std::string_view line) {
  const auto rest = base::without_indent(line);
  if (rest.size() == line.size() || !rest.starts_with('/')) return {};
  const auto length = std::min(rest.find_first_not_of(kCommandLetters, 1), rest.size());
  const auto next = rest.substr(length, 1);
  const bool ends = next.empty() || next == " " || next == "\t" ||
                    static_cast<unsigned char>(next.front()) >= 0x80;
  return length > 1 && ends ? rest.substr(0, length) : std::string_view{};
}

/// Whether an indented command stands behind any number of slashes: two more of them escape it.
bool has_indented_command(std::string_view line) {
  return !indented_command(line.substr(std::min(line.find_first_not_of('/'), line.size()))).empty();
}

/// `//who` is `/who`, `//  /who` is `  /who`, and `///  /who` is `/  /who`.
std::string_view unescaped(std::string_view line) {
  return line.substr(has_indented_command(line) ? 2 : 1);
}

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
  if (line.starts_with("//")) return chat::Say{unescaped(line)};
  if (line.starts_with('/')) return chat::parse_command(line);
  const auto command = indented_command(line);
  if (!command.empty()) return chat::Invalid{Problem::indented_command, command};
  return chat::Say{line};
}

Command parse_login(std::string_view line) {
  const auto trimmed = base::trim(line);
  if (trimmed.empty()) return chat::Nothing{};
  if (!base::is_utf8(line)) return chat::Invalid{Problem::not_utf8, {}};
  if (asks_to_leave(trimmed)) return chat::Leave{};
  return chat::Rename{trimmed};
}

Command parse_password(std::string_view line) {
  const auto trimmed = base::trim(line);
  if (asks_to_leave(trimmed)) return chat::Leave{};
  return chat::GivePassword{trimmed};
}

bool asks_to_leave(std::string_view line) {
  const auto trimmed = base::trim(line);
  return trimmed == kExit || chat::find_command(trimmed) == chat::find_command("/quit");
}

Kind classify(std::string_view line) {
  if (line == kNameRequest) return Kind::name_request;
  if (line == kPasswordRequest) return Kind::password_request;
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

bool is_notice(std::string_view line) {
  if (line.starts_with('#')) line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
  return line.starts_with(kNotice);
}

std::string_view given_name(std::string_view line, std::string_view former) {
  if (line.starts_with(kWelcome) && line.ends_with('!')) {
    return line.substr(kWelcome.size(), line.size() - kWelcome.size() - 1);
  }
  if (!line.starts_with(kNotice) || !is_by(line, former)) return {};
  return line.substr(kNotice.size() + former.size() + kIsNowKnownAs.size());
}

std::string escape(std::string_view text, Commands allowed) {
  if (has_indented_command(text)) return std::string("//").append(text);
  const auto* row = chat::find_command(text.substr(0, text.find_first_of(" \t")));
  const bool command = row != nullptr && (allowed == Commands::all || row->taken_from_pipe);
  const bool foreign = text.starts_with('/') && !command;
  return std::string(foreign ? "/" : "").append(text);
}

}  // namespace tertulia::wire::plain
