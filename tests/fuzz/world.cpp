#include "fuzz/world.h"

#include <algorithm>
#include <span>
#include <utility>

#include <sys/socket.h>

#include "tertulia/base/log.h"

#include "fuzz/check.h"

namespace tertulia::fuzz {
namespace {

using reactor::Socket;

constexpr int kQuietPasses = 3;
constexpr int kMaxPasses = 10'000;
/// Linux doubles the requested size.
constexpr int kSendBuffer = 16 * 1024;
constexpr std::size_t kNamesTried = 10;
constexpr std::size_t kFlood = 130;  // lines
constexpr std::size_t kMaxAbandoned = 8;
/// More than the interval of notices: all that wait are sent.
constexpr base::Duration kForNotices{2'000};

constexpr auto kWitnessed = std::span(World::kRooms).first(3);

base::Limits patient_limits() {
  auto limits = base::default_limits(base::Mode::hub);
  limits.rate = 0;
  limits.idle_timeout = base::Duration::zero();
  limits.login_timeout = limits.drain_timeout = base::Duration{3'600'000};
  limits.send_queue = World::kLargestQueue;
  return limits;
}

std::unique_ptr<Disk> make_disk(World::Archive archive) {
  using Mode = support::FakeArchive::Mode;
  if (archive == World::Archive::none) return nullptr;
  return std::make_unique<Disk>(archive == World::Archive::later ? Mode::later : Mode::at_once);
}

std::pair<Socket, Socket> socket_pair() {
  std::array<int, 2> fds{};
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0, "there are sockets");
  return {Socket(fds[0]), Socket(fds[1])};
}

}  // namespace

World::World(Archive archive)
    : limits_(patient_limits()),
      disk_(make_disk(archive)),
      server_((base::log::set_level(base::log::Level::off), make_server())),
      witness_(admit(Buffer::wide, Wire::plain)),
      watcher_(admit(Buffer::wide, Wire::plain)) {
  for (std::size_t i = 0; i < kMaxGuests; ++i) guests_.emplace_back(Peer(Socket()));
  witness_.log_in("witness");
  watcher_.hello("watcher");
  for (const auto room : kWitnessed) {
    witness_.enter(room);
    settle();
    watcher_.enter(room);
  }
  settle();
  if (disk_) settle_disk();
}

World::~World() = default;

std::string World::tag() { return Guest::kMark + std::to_string(++tags_) + Guest::kMark; }

Socket World::accept(Buffer buffer) {
  auto [near, far] = socket_pair();
  if (buffer == Buffer::narrow) {
    ::setsockopt(near.fd(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  }
  server_->accept(std::move(near), {"fuzz", "fuzz"});
  return std::move(far);
}

Peer World::admit(Buffer buffer, Wire wire) {
  if (wire == Wire::plain) return Peer(accept(buffer));
  return Peer(accept(buffer),
              std::make_unique<TlsEnd>(TlsEnd::Side::client, TlsEnd::Shows::nothing));
}

void World::connect(std::size_t who, Buffer buffer, Wire wire) {
  if (at(who).peer.here()) return;
  at(who) = Guest(admit(buffer, wire));
  at(who).narrow = buffer == Buffer::narrow;
}

/// Each rejection takes space between the server and the guest.
void World::log_in(std::size_t who, std::string_view name) {
  auto& guest = at(who);
  if (name == "exit" || ++guest.names_tried > kNamesTried) guest.wild = true;
  guest.log_in(name);
}

void World::hello(std::size_t who, std::string_view name) {
  if (++at(who).names_tried > kNamesTried) at(who).wild = true;
  at(who).hello(name);
}

void World::say(std::size_t who) {
  auto& guest = at(who);
  const auto text = tag();
  if (guest.silent) guest.silent_tags.push_back(text);
  guest.say(text);
}

void World::say_in(std::size_t who, std::size_t room) {
  auto& guest = at(who);
  const auto text = tag();
  if (guest.silent) guest.silent_tags.push_back(text);
  guest.say_in(room_at(room), text);
}

void World::flood(std::size_t who) { at(who).repeat("/me " + std::string(60, 'x'), kFlood); }

/// It can make no mark, cannot take a room from the witnesses, and cannot register their names.
void World::send_raw(std::size_t who, std::string_view bytes) {
  std::string raw(bytes);
  std::ranges::replace(raw, Guest::kMark, '+');
  for (const auto* word : {"deop", "egister"}) {
    for (auto at = raw.find(word); at != std::string::npos; at = raw.find(word)) raw[at] = '+';
  }
  whispered_ = true;
  at(who).send_raw(raw);
}

void World::whisper(std::size_t who, std::size_t whom) {
  whispered_ = true;
  at(who).whisper(at(whom).view().name(), "psst");
}

void World::command(std::size_t who, std::string_view name, std::size_t whom) {
  at(who).command(std::string(name) + " " + at(whom).view().name());
}

void World::pause(std::size_t who) {
  auto& guest = at(who);
  if (!guest.peer.reading()) return;
  guest.peer.pause();
  guest.slow = true;
  guest.heard_before = watcher_.peer.lines().size();
  guest.member_when_paused = guest.is_member() && !guest.view().closed();
}

void World::come_back(std::size_t who) {
  auto& guest = at(who);
  if (guest.token().empty()) return;
  abandoned_.push_back(guest.come_back(accept(Buffer::wide)));
  if (abandoned_.size() > kMaxAbandoned) abandoned_.pop_front();
}

void World::show_wrong_token(std::size_t who, std::size_t whom) {
  auto token = at(whom).token();
  if (!token.empty()) token.back() = token.back() == '0' ? '1' : '0';
  if (++at(who).names_tried > kNamesTried) at(who).wild = true;
  at(who).show_token(token);
}

void World::let_run(std::size_t whom, std::size_t room) {
  if (restarted_) return;
  witness_.enter(kWitnessed[room % kWitnessed.size()]);
  witness_.command("/roomop " + at(whom).view().name());
}

void World::limit(std::size_t queue, std::size_t line, std::size_t clients) {
  limits_.send_queue = std::clamp<std::size_t>(queue, 4'096, kLargestQueue);
  smallest_queue_ = std::min(smallest_queue_, limits_.send_queue);
  limits_.max_line = std::max<std::size_t>(line, 64);
  limits_.max_clients = clients + 2;
  server_->set_policy({limits_, server::Print::yes, {}, tested_server()});
}

bool World::pass() {
  bool any = false;
  const auto exchange_all = [&] {
    const auto exchange = [&any](Peer& peer) {
      peer.flush();
      if (peer.read()) any = true;
    };
    for (auto& guest : guests_) exchange(guest.peer);
    exchange(witness_.peer);
    exchange(watcher_.peer);
    if (console_) exchange(console_->peer);
  };
  exchange_all();
  clock_.advance(base::Duration{1});
  loop_.run_pass();
  exchange_all();
  return any;
}

void World::settle() {
  int quiet = 0;
  for (int passes = 0; quiet < kQuietPasses; ++passes) {
    check(passes < kMaxPasses, "it becomes quiet");
    if (disk_) disk_->work();
    answer_password(true);
    const bool sent = std::ranges::all_of(
        guests_, [](const Guest& guest) { return guest.peer.sent_all() || guest.peer.cut(); });
    quiet = pass() || !sent ? 0 : quiet + 1;
  }
}

void World::settle_and_check() {
  settle();
  if (!restarted_) {
    for (const auto& guest : guests_) check_cut(guest);
  }
  for (auto& guest : guests_) guest.peer.resume();
  settle();
  clock_.advance(kForNotices);
  settle();
  if (disk_) settle_disk();
  if (!restarted_) judge();
}

void World::judge() {
  for (const auto room : kWitnessed) {
    witness_.ask_members(room);
    watcher_.ask_members(room);
  }
  settle();
  const Judge judge(witness_, watcher_, kWitnessed);
  for (const auto& guest : guests_) {
    judge.check_guest(guest);
    check_gaps(guest);
    check_silence(guest);
  }
  if (console_) check_order();
}

/// For a guest that does not read, at most the queue and the kernel's buffers are full.
void World::check_cut(const Guest& guest) {
  if (guest.peer.reading() || guest.peer.ending() || guest.wild) return;
  if (!guest.narrow || !guest.member_when_paused) return;
  std::size_t volume = 0;
  const auto& lines = watcher_.peer.lines();
  for (auto i = guest.heard_before; i < lines.size(); ++i) volume += plain_size_in_lobby(lines[i]);
  check(volume <= kLargestQueue + 2 * kSendBuffer || guest.peer.cut(), "who never reads is cut");
}

/// A replay is at most a half of a queue. Smaller buffers are not set.
void World::check_gaps(const Guest& guest) const {
  const auto view = guest.view();
  if (disk_failed_ || whispered_ || !view.stays(std::string(kRooms.back())).empty()) return;
  for (const auto& gap : view.gaps()) {
    check(size_of_missed(watcher_.peer.lines(), gap) > smallest_queue_ / 2,
          "a gap is only where too much was missed");
  }
}

void World::shut_down() {
  bool done = false;
  server_->shut_down([&done] { done = true; });
  settle();
  check(restarted_ ||
            (witness_.peer.at_end() && witness_.peer.heard("-- The server is shutting down")),
        "a plain client is told");
  check(watcher_.peer.at_end() && watcher_.peer.heard(R"({"type":"closing","reason":"shutdown")"),
        "a client that speaks JSON is told");
  for (auto& guest : guests_) guest.peer.vanish();
  abandoned_.clear();
  witness_.peer.end_output();
  watcher_.peer.end_output();
  if (console_) console_->peer.vanish();
  settle();
  check(done, "the server ends when everyone has gone");
}

}  // namespace tertulia::fuzz
