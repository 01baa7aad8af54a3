#include "fuzz/guest.h"

#include <nlohmann/json.hpp>

namespace tertulia::fuzz {
namespace {

using Json = nlohmann::json;

std::string joined(std::string_view command, std::string_view argument) {
  return std::string(command) + " " + std::string(argument);
}

}  // namespace

void Guest::send(std::string_view bytes) {
  if (bytes.empty() || !peer.here() || peer.ending()) return;
  if (dialect_ == Dialect::undecided) {
    dialect_ = bytes.starts_with('{') ? Dialect::json : Dialect::plain;
  }
  peer.send(bytes);
}

void Guest::ask(std::string_view plain, const std::string& json) {
  send("\n\n" + (speaks_json() ? json : std::string(plain)) + "\n");
}

void Guest::log_in(std::string_view name) {
  if (speaks_json()) return hello(name);
  send(std::string(name) + "\n");
}

void Guest::hello(std::string_view name) {
  send(Json{{"type", "hello"}, {"name", name}}.dump() + "\n");
}

void Guest::say(const std::string& tag) {
  if (!peer.here() || peer.ending()) return;
  ask(tag, Json{{"type", "say"}, {"text", tag}}.dump());
  if (is_member()) said.push_back({tag, {}, true});
}

void Guest::say_in(std::string_view room, const std::string& tag) {
  if (!speaks_json()) return say(tag);
  ask({}, Json{{"type", "say"}, {"room", room}, {"text", tag}}.dump());
  said.push_back({tag, std::string(room), false});
}

void Guest::enter(std::string_view room) {
  ask(joined("/join", room), Json{{"type", "join"}, {"room", room}}.dump());
}

void Guest::leave(std::string_view room) {
  ask(joined("/leave", room), Json{{"type", "leave"}, {"room", room}}.dump());
}

void Guest::whisper(std::string_view to, std::string_view text) {
  ask(joined(joined("/msg", to), text),
      Json{{"type", "whisper"}, {"to", to}, {"text", text}}.dump());
}

void Guest::ask_members(std::string_view room) {
  ask(joined("/who", room), Json{{"type", "who"}, {"room", room}}.dump());
}

void Guest::command(std::string_view text) {
  ask(text, Json{{"type", "command"}, {"text", text}}.dump());
}

bool Guest::is_member() const {
  return peer.heard(speaks_json() ? R"({"type":"welcome")" : "You are now connected, ");
}

}  // namespace tertulia::fuzz
