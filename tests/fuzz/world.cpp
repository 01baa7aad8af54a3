#include "fuzz/world.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include <sys/socket.h>

#include "tertulia/base/log.h"
#include "tertulia/chat/name.h"

#include "fuzz/check.h"

namespace tertulia::fuzz {
namespace {

using reactor::Socket;

constexpr std::string_view kWelcome = "You are now connected, ";
constexpr int kQuietPasses = 3;
constexpr int kMaxPasses = 10'000;
/// Linux doubles the requested size.
constexpr int kSendBuffer = 16 * 1024;
constexpr std::size_t kNamesTried = 10;
constexpr std::size_t kFlood = 8 * 1024;

base::Limits patient_limits() {
  auto limits = base::default_limits(base::Mode::hub);
  limits.rate = 0;
  limits.idle_timeout = base::Duration::zero();
  limits.login_timeout = limits.drain_timeout = base::Duration{3'600'000};
  limits.send_queue = World::kLargestQueue;
  return limits;
}

std::pair<Socket, Socket> socket_pair() {
  std::array<int, 2> fds{};
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0, "there are sockets");
  return {Socket(fds[0]), Socket(fds[1])};
}

bool is_slice(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end() ||
         part.empty();
}

}  // namespace

World::World()
    : limits_(patient_limits()),
      server_((base::log::set_level(base::log::Level::off),
               std::make_unique<server::HubServer>(
                   loop_, server::Policy{limits_, server::Print::yes, {}}))),
      witness_(admit(Buffer::wide)) {
  for (std::size_t i = 0; i < kMaxPeers; ++i) guests_.emplace_back(Peer(Socket()));
  witness_.send("witness\n");
  while (!witness_.heard(kWelcome)) pass();
}

World::~World() = default;

Peer World::admit(Buffer buffer) {
  auto [near, far] = socket_pair();
  if (buffer == Buffer::narrow) {
    ::setsockopt(near.fd(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  }
  server_->accept(std::move(near), {"fuzz", "fuzz"});
  return Peer(std::move(far));
}

void World::connect(std::size_t who, Buffer buffer) {
  if (at(who).peer.here()) return;
  at(who) = Guest(admit(buffer));
  at(who).narrow = buffer == Buffer::narrow;
}

/// Each rejection takes space between the server and the peer.
void World::join(std::size_t who, std::string_view name) {
  auto& guest = at(who);
  if (name == "exit" || ++guest.names_tried > kNamesTried) guest.wild = true;
  if (!guest.peer.ending()) guest.peer.send(std::string(name) + "\n");
}

/// Starts with line ends: one can belong to a telnet command, and one to an earlier line.
void World::say(std::size_t who) {
  auto& guest = at(who);
  if (!guest.peer.here() || guest.peer.ending()) return;
  const auto tag = "#" + std::to_string(++tags_) + "#";
  guest.peer.send("\n\n" + tag + "\n");
  if (guest.peer.heard(kWelcome)) guest.said.push_back(tag);
}

void World::flood(std::size_t who) {
  if (!at(who).peer.ending()) at(who).peer.send("\n" + std::string(60, 'x') + "\n");
  for (std::size_t sent = 0; sent < kFlood; sent += 61) {
    if (!at(who).peer.ending()) at(who).peer.send(std::string(60, 'x') + "\n");
  }
}

void World::send_raw(std::size_t who, std::string_view bytes) {
  std::string raw(bytes);
  std::ranges::replace(raw, '#', '+');
  at(who).wild = true;
  if (!at(who).peer.ending()) at(who).peer.send(raw);
}

void World::pause(std::size_t who) {
  auto& guest = at(who);
  if (!guest.peer.reading()) return;
  guest.peer.pause();
  guest.slow = true;
  guest.heard_before = witness_.lines().size();
  guest.member_when_paused = guest.peer.heard(kWelcome) && !guest.peer.heard("Goodbye");
}

void World::limit(std::size_t queue, std::size_t line, std::size_t clients) {
  limits_.send_queue = std::clamp<std::size_t>(queue, 4'096, kLargestQueue);
  limits_.max_line = std::max<std::size_t>(line, 64);
  limits_.max_clients = clients + 1;
  server_->set_policy({limits_, server::Print::yes, {}});
}

bool World::pass() {
  bool any = false;
  const auto exchange = [&any](Peer& peer) {
    peer.flush();
    if (peer.read()) any = true;
  };
  for (auto& guest : guests_) exchange(guest.peer);
  exchange(witness_);
  clock_.advance(base::Duration{1});
  loop_.run_pass();
  for (auto& guest : guests_) exchange(guest.peer);
  exchange(witness_);
  return any;
}

void World::settle() {
  int quiet = 0;
  for (int passes = 0; quiet < kQuietPasses; ++passes) {
    check(passes < kMaxPasses, "it becomes quiet");
    const bool sent = std::ranges::all_of(
        guests_, [](const Guest& guest) { return guest.peer.sent_all() || guest.peer.cut(); });
    quiet = pass() || !sent ? 0 : quiet + 1;
  }
}

void World::settle_and_check() {
  settle();
  for (const auto& guest : guests_) check_cut(guest);
  for (auto& guest : guests_) guest.peer.resume();
  settle();
  check(!witness_.at_end(), "the witness is never cut");
  truth_ = witness_.messages();
  for (const auto& guest : guests_) check_view(guest);
  for (const auto& guest : guests_) check_said(guest);
  check_names();
}

/// For a peer that does not read, at most the queue and the kernel's buffers are full.
void World::check_cut(const Guest& guest) {
  if (guest.peer.reading() || guest.peer.ending() || guest.wild) return;
  if (!guest.narrow || !guest.member_when_paused) return;
  std::size_t volume = 0;
  const auto& lines = witness_.lines();
  for (auto i = guest.heard_before; i < lines.size(); ++i) {
    if (is_message(lines[i])) volume += lines[i].size() + 1;
  }
  check(volume <= kLargestQueue + 2 * kSendBuffer || guest.peer.cut(), "who never reads is cut");
}

void World::check_view(const Guest& guest) {
  const auto view = guest.peer.messages();
  if (!guest.peer.heard(kWelcome)) return check(view.empty(), "messages are for members");
  check(is_slice(view, truth_), "everyone sees a part of the same order");
  if (guest.peer.at_end() || guest.peer.heard("Goodbye")) return;
  check(std::equal(view.rbegin(), view.rend(), truth_.rbegin()), "nothing at the end is missing");
}

void World::check_said(const Guest& guest) {
  const auto& peer = guest.peer;
  const bool stayed = !peer.at_end() && !peer.heard("Goodbye");
  const bool tame = !guest.wild && !guest.narrow && !guest.slow;
  const bool left_in_order = tame && peer.here() && peer.ending();
  auto from = truth_.begin();
  for (const auto& tag : guest.said) {
    const auto has = [&tag](const std::string& line) { return line.ends_with(" " + tag); };
    const auto times = std::ranges::count_if(truth_, has);
    check(times <= 1, "nothing is said twice");
    check(times == 1 || !(stayed || left_in_order), "nothing that was said is lost");
    if (times == 0) continue;
    from = std::find_if(from, truth_.end(), has);
    check(from != truth_.end(), "a speaker's order is kept");
  }
}

/// The list of members: `-- 2 here: a and b`.
void World::check_names() {
  witness_.send("/who\n");
  settle();
  const auto& lines = witness_.lines();
  const auto found = std::ranges::find_if(lines.rbegin(), lines.rend(), [](const auto& line) {
    return line.starts_with("-- ") && line.find(" here: ") != std::string::npos;
  });
  check(found != lines.rend(), "the witness is told who is here");
  const auto& list = *found;
  std::set<std::string> keys;
  std::string_view rest = std::string_view(list).substr(list.find(": ") + 2);
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(", "), rest.size());
    const auto name = chat::Name::parse(rest.substr(0, end));
    check(std::holds_alternative<chat::Name>(name), "every name is a name");
    check(keys.insert(std::get<chat::Name>(name).key()).second, "no two have the same name");
    rest.remove_prefix(end);
    rest.remove_prefix(rest.starts_with(" and ") ? 5 : std::min<std::size_t>(2, rest.size()));
  }
  check(list.starts_with("-- " + std::to_string(keys.size()) + " here"), "and they are counted");
}

void World::shut_down() {
  bool done = false;
  server_->shut_down([&done] { done = true; });
  settle();
  check(witness_.at_end() && witness_.heard("-- The server is shutting down"), "everyone is told");
  for (auto& guest : guests_) guest.peer.vanish();
  witness_.end_output();
  settle();
  check(done, "the server ends when everyone has gone");
}

}  // namespace tertulia::fuzz
