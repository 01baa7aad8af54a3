#include "bench/load/dialect.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/core.h>

#include "bench/load/dialect_json.h"
#include "bench/load/payload.h"

namespace tertulia::bench {
namespace {

using Kind = Line::Kind;
using Message = std::optional<std::string_view>;

bool has(std::string_view line, std::string_view part) {
  return line.find(part) != std::string_view::npos;
}

/// Removes the text up to and including the next space, and returns it.
std::string_view next_word(std::string_view& text) {
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

void say_line(std::string& out, std::string_view payload) {
  out += payload;
  out += '\n';
}

/// The payload at the end of a line, behind `frame`, which a line begins with `opening` of.
Message message_at_end(std::string_view line, std::string_view opening, std::string_view frame) {
  if (line.size() < kPayloadLength + frame.size() || !line.starts_with(opening)) return {};
  const auto payload = line.substr(line.size() - kPayloadLength);
  line.remove_suffix(kPayloadLength);
  if (payload.front() != kPayloadMark || !line.ends_with(frame)) return {};
  return payload;
}

/// The line is a payload.
Message bare_message(std::string_view line) {
  if (line.size() != kPayloadLength || line.front() != kPayloadMark) return {};
  return line;
}

// --- floor: a message is a line; an empty line: the client is in --------------------------------

std::string enter_silently(std::string_view /*name*/) { return {}; }

Line read_floor(std::string_view line) { return {line.empty() ? Kind::entered : Kind::other}; }

// --- tertulia, the plain dialect -----------------------------------------------------------------

std::string enter_plain(std::string_view name) { return fmt::format("{}\n", name); }
std::string leave_plain() { return "exit\n"; }
std::string who_plain(std::string_view room) {
  return room.empty() ? "/who\n" : fmt::format("/who {}\n", room);
}
std::string rename_plain(std::string_view name) { return fmt::format("/nick {}\n", name); }
std::string enter_room_plain(std::string_view room) { return fmt::format("/join {}\n", room); }
std::string leave_room_plain(std::string_view room) { return fmt::format("/leave {}\n", room); }
std::string list_rooms_plain() { return "/rooms\n"; }

/// A line of another room than the client's current one begins with the room.
std::string_view without_room(std::string_view line) {
  if (line.starts_with('#')) next_word(line);
  return line;
}

Message message_plain(std::string_view line) {
  return message_at_end(without_room(line), "(", ") ");
}

Line read_plain(std::string_view line) {
  if (line.starts_with("You are now connected")) return {Kind::entered};
  if (line.starts_with("! ")) return {Kind::refused};
  line = without_room(line);
  if (!line.starts_with("-- ")) return {};
  line.remove_prefix(3);
  if (line.starts_with("You are now in ")) return {Kind::room_entered};
  if (line.starts_with("You have left ")) return {Kind::room_left};
  if (line.starts_with('#')) return {Kind::room_row};
  if (has(line, " here: ")) return {Kind::listed};
  const auto subject = next_word(line);
  return line.starts_with("is now known as ") ? Line{Kind::renamed, std::string(subject)} : Line{};
}

// --- IRC, RFC 2812 -------------------------------------------------------------------------------

std::string hello_irc(std::string_view name) {
  return fmt::format("NICK {0}\r\nUSER {0} 0 * :{0}\r\n", name);
}
std::string enter_irc(std::string_view /*name*/) { return "JOIN #room\r\n"; }
std::string leave_irc() { return "PART #room\r\n"; }
std::string who_irc(std::string_view /*room*/) { return "NAMES #room\r\n"; }
std::string rename_irc(std::string_view name) { return fmt::format("NICK {}\r\n", name); }
void say_irc(std::string& out, std::string_view payload) {
  out += "PRIVMSG #room :";
  out += payload;
  out += "\r\n";
}

Message message_irc(std::string_view line) { return message_at_end(line, ":", " PRIVMSG #room :"); }

/// The numerics of 400 to 599 are errors; 422 only says that there is no message of the day.
bool is_irc_refusal(std::string_view command) {
  return command == "ERROR" || (command.size() == 3 && command != "422" &&
                                (command.front() == '4' || command.front() == '5'));
}

Line read_irc(std::string_view line) {
  std::string_view source;
  if (line.starts_with(':')) source = next_word(line).substr(1);
  const auto command = next_word(line);
  const auto nick = [source] { return std::string(source.substr(0, source.find('!'))); };
  if (command == "PING") return {Kind::ping, fmt::format("PONG {}\r\n", line)};
  if (command == "001") return {Kind::registered};
  if (command == "366") return {Kind::listed};
  if (command == "NICK") return {Kind::renamed, nick()};
  if (command == "PART") return {Kind::left, nick()};
  return {is_irc_refusal(command) ? Kind::refused : Kind::other};
}

// --- redis, RESP3, in which a subscriber may publish ---------------------------------------------

std::string enter_redis(std::string_view /*name*/) { return "HELLO 3\r\nSUBSCRIBE room\r\n"; }
void say_redis(std::string& out, std::string_view payload) {
  out += "*3\r\n$7\r\nPUBLISH\r\n$4\r\nroom\r\n$63\r\n";
  out += payload;
  out += "\r\n";
}

/// A stream keeps the messages, and does not send them to subscribers by itself.
void say_redis_stream(std::string& out, std::string_view payload) {
  out += "*5\r\n$4\r\nXADD\r\n$6\r\nstream\r\n$1\r\n*\r\n$4\r\ntext\r\n$63\r\n";
  out += payload;
  out += "\r\n";
  say_redis(out, payload);
}

Line read_redis(std::string_view line) {
  if (line == "subscribe") return {Kind::entered};
  return {line.starts_with('-') ? Kind::refused : Kind::other};
}

// --- NATS ----------------------------------------------------------------------------------------

std::string enter_nats(std::string_view /*name*/) {
  return "CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB room 1\r\nPING\r\n";
}
void say_nats(std::string& out, std::string_view payload) {
  out += "PUB room 63\r\n";
  out += payload;
  out += "\r\n";
}

Line read_nats(std::string_view line) {
  if (line == "PONG") return {Kind::entered};
  if (line == "PING") return {Kind::ping, "PONG\r\n"};
  return {line.starts_with("-ERR") ? Kind::refused : Kind::other};
}

static_assert(kPayloadLength == 63, "redis and NATS are told it in figures");

constexpr std::array kDialects{
    Dialect{.name = "floor",
            .echo = Echo::yes,
            .message = bare_message,
            .read = read_floor,
            .enter = enter_silently,
            .say = say_line},
    Dialect{.name = "tertulia",
            .echo = Echo::yes,
            .message = message_plain,
            .read = read_plain,
            .enter = enter_plain,
            .say = say_line,
            .leave = leave_plain,
            .who = who_plain,
            .rename = rename_plain,
            .enter_room = enter_room_plain,
            .leave_room = leave_room_plain,
            .list_rooms = list_rooms_plain},
    Dialect{.name = "json",
            .echo = Echo::yes,
            .message = json::message,
            .read = json::read,
            .enter = json::enter,
            .say = json::say,
            .leave = json::leave,
            .who = json::who,
            .rename = json::rename,
            .enter_room = json::enter_room,
            .leave_room = json::leave_room,
            .list_rooms = json::list_rooms},
    Dialect{.name = "irc",
            .echo = Echo::no,
            .message = message_irc,
            .read = read_irc,
            .hello = hello_irc,
            .enter = enter_irc,
            .say = say_irc,
            .leave = leave_irc,
            .who = who_irc,
            .rename = rename_irc},
    Dialect{.name = "redis",
            .echo = Echo::yes,
            .message = bare_message,
            .read = read_redis,
            .enter = enter_redis,
            .say = say_redis},
    Dialect{.name = "redis-stream",
            .echo = Echo::yes,
            .message = bare_message,
            .read = read_redis,
            .enter = enter_redis,
            .say = say_redis_stream},
    Dialect{.name = "nats",
            .echo = Echo::yes,
            .message = bare_message,
            .read = read_nats,
            .enter = enter_nats,
            .say = say_nats},
};

}  // namespace

const Dialect& find_dialect(std::string_view name) {
  const auto* row = std::ranges::find(kDialects, name, &Dialect::name);
  if (row == kDialects.end()) throw std::runtime_error(fmt::format("no dialect '{}'", name));
  return *row;
}

std::vector<const Dialect*> find_dialects(std::string_view names) {
  std::vector<const Dialect*> found;
  while (true) {
    const auto name = names.substr(0, names.find(','));
    found.push_back(&find_dialect(name));
    if (name.size() == names.size()) return found;
    names.remove_prefix(name.size() + 1);
  }
}

}  // namespace tertulia::bench
