#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "tertulia/wire/dialect.h"

#include "support/lines.h"

namespace tertulia::wire::json {

/// Describes commands in a line each: `say hi in games, 7`.
struct Describe {
  static std::string text(std::string_view verb, std::string_view rest) {
    return std::string(verb) + " " + std::string(rest);
  }
  static std::string said(std::string line, std::string_view room, chat::Number number) {
    if (!room.empty()) line += text(" in", room);
    if (number != 0) line += ", " + std::to_string(number);
    return line;
  }

  std::string operator()(const chat::Say& say) const {
    const bool acted = say.style == chat::MessageStyle::acted;
    return said(text(acted ? "act" : "say", say.text), say.room, say.number);
  }
  std::string operator()(const chat::Whisper& whisper) const {
    return said(text("whisper", whisper.text) + text(" to", whisper.to), {}, whisper.number);
  }
  std::string operator()(const chat::Rename& rename) const { return text("name", rename.name); }
  std::string operator()(const chat::AskWho& ask) const { return text("who", ask.room); }
  std::string operator()(const chat::Leave& /*leave*/) const { return "bye"; }
  std::string operator()(const chat::EnterRoom& enter) const { return text("join", enter.room); }
  std::string operator()(const chat::LeaveRoom& leave) const { return text("leave", leave.room); }
  std::string operator()(const chat::Topic& topic) const {
    return text("topic", topic.text.value_or("?"));
  }
  static std::string page(std::string line, std::size_t limit, chat::EntryId before) {
    line += ", " + std::to_string(limit);
    if (before == chat::kEndOfLog) return line;
    return line + " before " + std::to_string(static_cast<std::uint64_t>(before));
  }
  std::string operator()(const chat::AskHistory& ask) const {
    return page(text("history", ask.room), ask.limit, ask.before);
  }
  std::string operator()(const chat::Search& search) const {
    auto line = said(text("search", search.words), search.room, 0);
    if (!search.from.empty()) line += text(" from", search.from);
    return page(line, search.limit, search.before);
  }
  std::string operator()(const chat::Ping& /*ping*/) const { return "ping"; }
  std::string operator()(const chat::Nothing& /*nothing*/) const { return "nothing"; }
  std::string operator()(const chat::Invalid& invalid) const {
    return "invalid " + std::to_string(static_cast<int>(invalid.problem));
  }
  template <class Other>
  std::string operator()(const Other& /*command*/) const {
    return "other";
  }
};

/// Records what a decoder finds.
struct Recorder final : Decoder::Sink {
  bool handle_command(const chat::Command& command, std::size_t size) override {
    return add(std::visit(Describe{}, command), size);
  }
  bool handle_resume(const ResumeRequest& request, std::size_t size) override {
    std::string line = "resume " + std::string(request.token);
    for (const auto& [room, last] : request.seen) {
      line += " " + std::string(room) + "=" + std::to_string(static_cast<std::uint64_t>(last));
    }
    return add(line, size);
  }
  bool handle_error(const DecodeError& error) override {
    const bool too_long = error.kind == DecodeError::Kind::line_too_long;
    return add(too_long ? "too long" : std::string(error.code), 0);
  }
  void handle_reply(std::string_view reply) override { replies += reply; }

  bool add(const std::string& line, std::size_t size) {
    lines.push_back(line);
    bytes += size;
    if (decoder != nullptr) {
      const auto [tag, number] = decoder->request();
      answers.push_back(std::string(tag) + "/" + std::to_string(number));
    }
    return lines.size() < max;
  }

  support::Lines lines;
  support::Lines answers;  // what the answers to each request repeat: `tag/number`
  std::string replies;
  std::size_t bytes = 0;
  std::size_t max = 1'000;
  const Decoder* decoder = nullptr;
};

}  // namespace tertulia::wire::json
