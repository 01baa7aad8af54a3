#include "bench/load/dialect.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/core.h>

#include "bench/load/payload.h"

namespace tertulia::bench {
namespace {

using Kind = Line::Kind;

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

// --- floor: a message is a line; an empty line: the client is in --------------------------------

std::string enter_silently(std::string_view /*name*/) { return {}; }

Line read_floor(std::string_view line) { return {line.empty() ? Kind::entered : Kind::other}; }

// --- tertulia, the plain dialect -----------------------------------------------------------------

std::string enter_plain(std::string_view name) { return fmt::format("{}\n", name); }
std::string leave_plain() { return "exit\n"; }
std::string who_plain() { return "/who\n"; }
std::string rename_plain(std::string_view name) { return fmt::format("/nick {}\n", name); }

Line read_plain(std::string_view line) {
  if (line.starts_with("You are now connected")) return {Kind::entered};
  if (line.starts_with("! ")) return {Kind::refused};
  if (!line.starts_with("-- ")) return {};
  line.remove_prefix(3);
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
std::string who_irc() { return "NAMES #room\r\n"; }
std::string rename_irc(std::string_view name) { return fmt::format("NICK {}\r\n", name); }
void say_irc(std::string& out, std::string_view payload) {
  out += "PRIVMSG #room :";
  out += payload;
  out += "\r\n";
}

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
    Dialect{"floor", Echo::yes, "", "", nullptr, enter_silently, say_line, nullptr, nullptr,
            nullptr, read_floor},
    Dialect{"tertulia", Echo::yes, "(", ") ", nullptr, enter_plain, say_line, leave_plain,
            who_plain, rename_plain, read_plain},
    Dialect{"irc", Echo::no, ":", " PRIVMSG #room :", hello_irc, enter_irc, say_irc, leave_irc,
            who_irc, rename_irc, read_irc},
    Dialect{"redis", Echo::yes, "", "", nullptr, enter_redis, say_redis, nullptr, nullptr, nullptr,
            read_redis},
    Dialect{"nats", Echo::yes, "", "", nullptr, enter_nats, say_nats, nullptr, nullptr, nullptr,
            read_nats},
};

}  // namespace

const Dialect& find_dialect(std::string_view name) {
  const auto* row = std::ranges::find(kDialects, name, &Dialect::name);
  if (row == kDialects.end()) throw std::runtime_error(fmt::format("no dialect '{}'", name));
  return *row;
}

std::optional<std::string_view> message_in(const Dialect& dialect, std::string_view line) {
  const auto frame = dialect.before_payload.size();
  if (line.size() < kPayloadLength + frame || !line.starts_with(dialect.opening)) return {};
  const auto payload = line.substr(line.size() - kPayloadLength);
  if (payload.front() != kPayloadMark) return {};
  line.remove_suffix(kPayloadLength);
  if (dialect.opening.empty() ? !line.empty() : !line.ends_with(dialect.before_payload)) return {};
  return payload;
}

}  // namespace tertulia::bench
