/// Worlds with an administrator's console.
#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <variant>

#include <sys/socket.h>

#include "tertulia/chat/name.h"

#include "fuzz/check.h"
#include "fuzz/world.h"

namespace tertulia::fuzz {
namespace {

constexpr std::string_view kBanned = "-- Banned: ";

std::string key_of(std::string_view name) {
  const auto parsed = chat::Name::parse(name);
  const auto* valid = std::get_if<chat::Name>(&parsed);
  return valid == nullptr ? std::string() : valid->key();
}

}  // namespace

/// This process is both ends of the socket, so the server trusts it.
Guest& World::console() {
  if (console_ && console_->peer.here() && !console_->peer.at_end()) return *console_;
  std::array<int, 2> fds{};
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0, "there are sockets");
  server_->accept_console(reactor::Socket(fds[0]), {"unix:fuzz", "unix"});
  console_ = std::make_unique<Guest>(Peer(reactor::Socket(fds[1])));
  return *console_;
}

void World::order(std::string_view text) {
  unbanned_ = unbanned_ || text.starts_with("/unban");
  console().send(std::string(text) + "\n");
}

void World::order(std::string_view name, std::size_t whom) {
  order(std::string(name) + " " + at(whom).view().name());
}

/// Only a guest that reads knows its name.
void World::mute(std::size_t whom) {
  for (auto& guest : guests_) guest.was_muted = true;
  settle();
  auto& guest = at(whom);
  const auto name = guest.view().name();
  order("/mute " + name);
  settle();
  const auto& answers = console_->peer.lines();
  const bool done = !answers.empty() && answers.back() == "-- the administrator has muted " + name;
  const auto view = guest.view();
  guest.silent = done && guest.peer.reading() && view.welcomed() && !view.closed() &&
                 !view.renewed() && view.name() == name;
}

void World::unmute(std::size_t whom) {
  for (auto& guest : guests_) guest.silent = false;
  order("/unmute", whom);
}

void World::check_silence(const Guest& guest) const {
  if (guest.view().renewed()) return;
  const auto truth = witness_.view();
  for (const auto& tag : guest.silent_tags) {
    check(!truth.has_message(" " + tag), "nobody hears who is muted");
  }
}

/// The witness has just asked who is in its rooms.
void World::check_order() {
  order("/bans");
  settle();
  std::set<std::string> banned;
  for (const auto& line : console_->peer.lines()) {
    if (line == "-- Nobody is banned or muted") banned.clear();
    if (!line.starts_with(kBanned)) continue;
    const auto name = line.substr(kBanned.size());
    banned.insert(key_of(name.substr(0, name.find_first_of(" ,"))));
  }
  const auto truth = witness_.view();
  for (const auto& name : truth.answers().at("lobby")) {
    check(unbanned_ || !banned.contains(key_of(name)), "nobody who is banned is here");
  }
}

}  // namespace tertulia::fuzz
