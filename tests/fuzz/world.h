#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/server/hub_server.h"

#include "fuzz/disk.h"
#include "fuzz/guest.h"
#include "fuzz/judge.h"
#include "support/fake_archive.h"
#include "support/logs.h"

namespace tertulia::fuzz {

/// A server, guests that do anything, and two witnesses, one of each dialect: members that stay in
/// their rooms, and read at once. `Judge` compares what all of them see.
/// Each pass takes a millisecond of a manual clock. Rates are off, and timeouts are long.
class World {
 public:
  static constexpr std::size_t kMaxGuests = 6;
  static constexpr std::size_t kLargestQueue = 64 * 1024;
  /// Of all registered names.
  static constexpr std::string_view kPassword = "correct horse";
  /// The witnesses are in the first three, and no witness is in the last.
  static constexpr std::array<std::string_view, 4> kRooms{"lobby", "games", "music", "den"};

  /// Whether the server has an archive, which stores and answers at once, or when it is told to.
  enum class Archive { none, at_once, later };

  explicit World(Archive archive);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// The actions of a guest. `who`, `room` and `whom` are any numbers.
  enum class Buffer { wide, narrow };
  enum class Wire { plain, tls };
  void connect(std::size_t who, Buffer buffer, Wire wire);
  void log_in(std::size_t who, std::string_view name);
  void hello(std::size_t who, std::string_view name);
  void say(std::size_t who);
  void say_in(std::size_t who, std::size_t room);
  void flood(std::size_t who);
  void send_raw(std::size_t who, std::string_view bytes);
  void enter(std::size_t who, std::size_t room) { at(who).enter(room_at(room)); }
  void leave(std::size_t who, std::size_t room) { at(who).leave(room_at(room)); }
  void whisper(std::size_t who, std::size_t whom);
  void ask_members(std::size_t who, std::size_t room) { at(who).ask_members(room_at(room)); }
  /// A command that names another guest.
  void command(std::size_t who, std::string_view name, std::size_t whom);
  void command(std::size_t who, std::string_view text) { at(who).command(text); }
  void pause(std::size_t who);
  /// Goes on with its session over another connection, if it has one. The former connection stays
  /// open, as if the server could not notice its loss, unless the guest has closed it.
  void come_back(std::size_t who);
  /// Shows a token that nobody has, which may resemble that of another guest.
  void show_wrong_token(std::size_t who, std::size_t whom);
  void resume(std::size_t who) { at(who).peer.resume(); }
  void end_output(std::size_t who) { at(who).peer.end_output(); }
  void vanish(std::size_t who) { at(who).peer.vanish(); }

  /// Registers the name that the guest has, and asks for a registered name with its password, at
  /// the login or later. From then on the owner may replace any guest at any time.
  void register_name(std::size_t who) { at(who).command("/register " + std::string(kPassword)); }
  void prove(std::size_t who, std::string_view name);
  void give_up_name(std::size_t who) { at(who).command("/unregister"); }
  /// Answers the oldest question about a password, or that it was not checked.
  void answer_password(bool checked);

  /// What the archive does: stores what waits, answers a question, begins or ends to fail.
  void commit();
  void answer();
  void fail_disk();
  /// The server dies, and another one starts with what the archive has. Only clients that can
  /// resume are still there, so the plain witness is not.
  void crash(support::FakeArchive::LastBatch last);

  /// What an administrator's console does: a command that names a guest, or another one.
  void order(std::string_view name, std::size_t whom);
  void order(std::string_view text);
  /// Mutes a guest, or lets it speak again. All that was sent before arrives first.
  void mute(std::size_t whom);
  void unmute(std::size_t whom);

  /// The witness makes this room its current one, where it lets a guest do all that it may.
  void let_run(std::size_t whom, std::size_t room);
  void limit(std::size_t queue, std::size_t line, std::size_t clients);
  /// One pass of the loop. All guests send and read before and after it. Returns whether anything
  /// happened.
  bool pass();

  /// Lets all input arrive, and judges.
  void settle_and_check();
  /// Shuts the server down, and waits until all guests have closed.
  void shut_down();

 private:
  Guest& at(std::size_t who) { return guests_[who % kMaxGuests]; }
  static std::string_view room_at(std::size_t room) { return kRooms.at(room % kRooms.size()); }
  std::unique_ptr<server::HubServer> make_server();
  std::string tag();
  reactor::Socket accept(Buffer buffer);
  Peer admit(Buffer buffer, Wire wire);
  void settle();
  void settle_disk();
  void check_disk() const;
  void check_all_stored(const Guest& guest) const;
  void judge();
  Guest& console();
  void check_order();
  void check_silence(const Guest& guest) const;
  void check_cut(const Guest& guest);
  void check_gaps(const Guest& guest) const;

  base::ManualClock clock_;
  reactor::Reactor loop_{clock_};
  base::Limits limits_;
  std::unique_ptr<Disk> disk_;      // null: nothing is archived
  support::LateAccounts accounts_;  // only with an archive
  std::unique_ptr<server::HubServer> server_;
  Guest witness_;
  Guest watcher_;  // the witness that speaks JSON
  std::vector<Guest> guests_;
  std::unique_ptr<Guest> console_;  // null until it is used
  std::deque<reactor::Socket> abandoned_;
  std::size_t tags_ = 0;
  std::size_t smallest_queue_ = kLargestQueue;
  bool disk_failed_ = false;
  bool unbanned_ = false;  // earlier lists of bans are not true any more
  bool restarted_ = false;
  bool whispered_ = false;  // the witnesses have not seen all that a guest may have missed
};

}  // namespace tertulia::fuzz
