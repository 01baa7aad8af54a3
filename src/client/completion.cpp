#include "client/completion.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/command_table.h"
#include "tertulia/chat/name.h"

#include "client/local_commands.h"
#include "client/settings.h"

namespace tertulia::client {
namespace {

constexpr std::string_view kBlanks = " \t";

/// As names are compared, but for what is no name yet.
std::string folded(std::string_view text) {
  const auto name = chat::Name::parse(text);
  if (const auto* parsed = std::get_if<chat::Name>(&name)) return parsed->key();
  return base::lower_ascii(text);
}

class Candidates {
 public:
  /// Each candidate gets the prefix.
  Candidates(std::string_view word, std::string_view prefix)
      : word_(folded(word)), prefix_(prefix) {}

  void add(std::string_view candidate, std::string_view end = " ") {
    if (!folded(candidate).starts_with(word_)) return;
    found_.push_back(fmt::format("{}{}{}", prefix_, candidate, end));
  }
  std::vector<std::string> take() {
    std::ranges::sort(found_);
    return std::move(found_);
  }

 private:
  std::string word_;
  std::string_view prefix_;
  std::vector<std::string> found_;
};

/// Only some may use the others; who does knows how they begin.
void add_commands(Candidates& candidates, std::string_view word) {
  for (const auto& row : chat::command_table()) {
    const bool for_all = row.role == chat::Role::guest || row.role == chat::Role::registered;
    if (for_all || word.size() > 1) candidates.add(row.name());
  }
  for (const auto name : LocalCommands::kNames) candidates.add(name);
}

void add_names(Candidates& candidates, const Session& session, std::string_view end) {
  for (const auto name : session.rooms().names()) {
    if (name != session.name()) candidates.add(name, end);
  }
}

void add_rooms(Candidates& candidates, const Session& session, std::string_view word) {
  const bool marked = word.starts_with('#');
  for (const auto& room : session.place().rooms) {
    candidates.add(marked ? fmt::format("#{}", room) : room);
  }
}

void add_settings(Candidates& candidates) {
  for (const auto& setting : settings()) {
    if (setting.change == Setting::Change::while_running) candidates.add(setting.name);
  }
}

std::vector<std::string_view> words_of(std::string_view text,
                                       std::string_view separators = kBlanks) {
  std::vector<std::string_view> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
    if (text.empty()) return words;
    words.push_back(text.substr(0, text.find_first_of(separators)));
    text.remove_prefix(words.back().size());
  }
}

/// The words that are typed as they stand there: of `[on|off]`, and not of `NAME|ADDRESS`.
void add_words(Candidates& candidates, std::string_view kind) {
  for (const auto word : words_of(kind, "[|]")) {
    if (word == base::lower_ascii(word)) candidates.add(word);
  }
}

std::string_view usage_of(std::string_view command) {
  if (const auto* row = chat::find_command(command)) return row->usage;
  if (command == "/ignore" || command == "/unignore") return "/ignore NAME";
  return command == "/set" ? "/set SETTING VALUE" : "";
}

/// What a command takes behind these words, as its row in the help names it: `/kick NAME [REASON]`.
void add_arguments(Candidates& candidates, const Session& session,
                   const std::vector<std::string_view>& before, std::string_view word) {
  const auto usage = words_of(usage_of(before.front()));
  const auto kind = before.size() < usage.size() ? usage[before.size()] : std::string_view{};
  const auto is = [kind](std::string_view part) {
    return kind.find(part) != std::string_view::npos;
  };
  if (is("NAME")) add_names(candidates, session, " ");
  if (is("ROOM") || word.starts_with('#')) add_rooms(candidates, session, word);
  if (is("SETTING")) add_settings(candidates);
  const auto* setting = is("VALUE") ? find_setting(before.back()) : nullptr;
  add_words(candidates, setting == nullptr ? kind : setting->words);
  if (is("TEXT") || kind.empty()) add_names(candidates, session, " ");
}

}  // namespace

std::vector<std::string> complete(const Session& session, std::string_view line,
                                  std::size_t point) {
  const auto before = line.substr(0, point);
  const auto begin = before.find_last_of(kBlanks) + 1;  // 0 if there is none
  const auto word = before.substr(begin);
  const bool mentions = word.starts_with('@');
  Candidates candidates(mentions ? word.substr(1) : word, mentions ? "@" : "");
  if (begin == 0 && word.starts_with('/')) {
    add_commands(candidates, word);
  } else if (before.starts_with('/')) {
    add_arguments(candidates, session, words_of(before.substr(0, begin)), word);
  } else {
    add_names(candidates, session, begin == 0 ? ": " : " ");
  }
  return candidates.take();
}

}  // namespace tertulia::client
