#include "bench/load/dialect_json.h"

#include <array>
#include <utility>

#include <fmt/core.h>

#include "bench/load/payload.h"

namespace tertulia::bench::json {
namespace {

using Kind = Line::Kind;

constexpr std::string_view kOpening = R"({"type":")";
constexpr std::string_view kMessage = R"({"type":"message",)";
constexpr std::string_view kText = R"("text":")";
constexpr std::string_view kLobby = "lobby";

constexpr std::array<std::pair<std::string_view, Kind>, 10> kTypes{{
    {"welcome", Kind::entered},
    {"members", Kind::listed},
    {"entered", Kind::room_entered},
    {"stored", Kind::stored},
    {"results", Kind::results},
    {"history", Kind::history},
    {"pong", Kind::pong},
    {"renamed", Kind::renamed},
    {"error", Kind::refused},
    {"closing", Kind::refused},
}};

bool has(std::string_view line, std::string_view part) {
  return line.find(part) != std::string_view::npos;
}

/// The text that follows `begin` up to the next quote.
std::string_view text_after(std::string_view line, std::string_view begin) {
  const auto found = line.find(begin);
  if (found == std::string_view::npos) return {};
  line.remove_prefix(found + begin.size());
  return line.substr(0, line.find('"'));
}

std::string request(std::string_view type, std::string_view field, std::string_view value) {
  return fmt::format("{{\"type\":\"{}\",\"{}\":\"{}\"}}\n", type, field, value);
}

}  // namespace

/// The mark shows the payload at once: a search for the field would pass all quotes before it.
std::optional<std::string_view> message(std::string_view line) {
  if (!line.starts_with(kMessage)) return {};
  const auto begin = line.find(kPayloadMark);
  if (begin == std::string_view::npos || !line.substr(0, begin).ends_with(kText)) return {};
  line.remove_prefix(begin);
  const bool whole = line.size() > kPayloadLength && line[kPayloadLength] == '"';
  if (!whole) return {};
  return line.substr(0, kPayloadLength);
}

Line read(std::string_view line) {
  const auto type = line.starts_with(kOpening) ? text_after(line, kOpening) : std::string_view{};
  for (const auto& [name, kind] : kTypes) {
    if (type != name) continue;
    const auto subject = kind == Kind::renamed ? text_after(line, R"("from":")") : "";
    return {kind, std::string(subject)};
  }
  if (type == "left" && has(line, R"("current":")")) return {Kind::room_left};
  const bool row = type == "notice" && text_after(line, kText).starts_with('#');
  return {row ? Kind::room_row : Kind::other};
}

std::string enter(std::string_view name) { return request("hello", "name", name); }
void say(std::string& out, std::string_view payload) { out += request("say", "text", payload); }
std::string leave() { return "{\"type\":\"bye\"}\n"; }
std::string who(std::string_view room) {
  return request("who", "room", room.empty() ? kLobby : room);
}
std::string rename(std::string_view name) {
  return request("command", "text", fmt::format("/nick {}", name));
}
std::string enter_room(std::string_view room) { return request("join", "room", room); }
std::string leave_room(std::string_view room) { return request("leave", "room", room); }
std::string list_rooms() { return request("command", "text", "/rooms"); }

std::string say_numbered(std::uint64_t number, std::string_view text) {
  return fmt::format("{{\"type\":\"say\",\"cid\":{},\"text\":\"{}\"}}\n", number, text);
}
std::string search(std::string_view words) { return request("search", "text", words); }
std::string history_before(std::uint64_t id) {
  return fmt::format("{{\"type\":\"history\",\"room\":\"{}\",\"before\":{},\"limit\":50}}\n",
                     kLobby, id);
}
std::string ping() { return "{\"type\":\"ping\"}\n"; }

}  // namespace tertulia::bench::json
