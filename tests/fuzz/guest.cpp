#include "fuzz/guest.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "tertulia/base/text.h"

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

std::uint64_t Guest::ask_numbered(std::string_view plain, std::string json, bool moves) {
  if (!peer.here() || peer.ending()) return 0;
  const bool numbered = speaks_json() && !raw_ && is_member();
  if (numbered) {
    json.insert(json.size() - 1, R"(,"cid":)" + std::to_string(++number_));
    numbered_.push_back({number_, json + "\n", moves});
  }
  ask(plain, json);
  return numbered ? number_ : 0;
}

std::string Guest::token() const { return speaks_json() && is_member() ? view().token() : ""; }

/// What was sent without a number may be lost, so nothing that was said is certain then.
reactor::Socket Guest::come_back(reactor::Socket socket) {
  const auto before = view();
  std::erase_if(numbered_, [&](const Numbered& one) { return one.number <= before.stored(); });
  const bool moves = raw_ || std::ranges::any_of(numbered_, &Numbered::moves);
  if (raw_) {
    for (auto& one : said) one.certain = false;
  }
  auto former =
      peer.reconnect(std::move(socket), moves ? Peer::kReconnectedElsewhere : Peer::kReconnected);
  send(Json{{"type", "resume"}, {"session", before.token()}, {"seen", before.seen()}}.dump() +
       "\n");
  for (const auto& one : numbered_) send(one.line);
  narrow = member_when_paused = false;
  slow = true;
  return former;
}

void Guest::show_token(std::string_view token) {
  if (dialect_ == Dialect::plain) return;
  send(Json{{"type", "resume"}, {"session", token}}.dump() + "\n");
}

void Guest::send_raw(std::string_view bytes) {
  wild = raw_ = true;
  send(bytes);
}

void Guest::log_in(std::string_view name) {
  if (speaks_json()) return hello(name);
  send(std::string(name) + "\n");
}

void Guest::hello(std::string_view name) {
  send(Json{{"type", "hello"}, {"name", name}}.dump() + "\n");
}

void Guest::prove(std::string_view name, std::string_view password) {
  const auto* type = is_member() ? "rename" : "hello";
  const auto plain = joined(is_member() ? "/nick" : "", name).append("\n").append(password);
  ask(base::trim(plain), Json{{"type", type}, {"name", name}, {"password", password}}.dump());
}

void Guest::say(const std::string& tag) {
  if (!peer.here() || peer.ending()) return;
  const auto number = ask_numbered(tag, Json{{"type", "say"}, {"text", tag}}.dump());
  if (is_member()) said.push_back({tag, {}, true, number});
}

void Guest::say_in(std::string_view room, const std::string& tag) {
  if (!speaks_json()) return say(tag);
  const auto number = ask_numbered({}, Json{{"type", "say"}, {"room", room}, {"text", tag}}.dump());
  said.push_back({tag, std::string(room), false, number});
}

void Guest::enter(std::string_view room) {
  ask_numbered(joined("/join", room), Json{{"type", "join"}, {"room", room}}.dump(), true);
}

void Guest::leave(std::string_view room) {
  ask_numbered(joined("/leave", room), Json{{"type", "leave"}, {"room", room}}.dump(), true);
}

void Guest::whisper(std::string_view to, std::string_view text) {
  ask_numbered(joined(joined("/msg", to), text),
               Json{{"type", "whisper"}, {"to", to}, {"text", text}}.dump());
}

void Guest::ask_members(std::string_view room) {
  ask(joined("/who", room), Json{{"type", "who"}, {"room", room}}.dump());
}

void Guest::repeat(std::string_view command, std::size_t times) {
  const auto json = Json{{"type", "command"}, {"text", command}}.dump();
  for (std::size_t i = 0; i < times; ++i) ask(command, json);
}

bool Guest::is_member() const {
  return peer.heard(speaks_json() ? R"({"type":"welcome")" : "You are now connected, ");
}

}  // namespace tertulia::fuzz
