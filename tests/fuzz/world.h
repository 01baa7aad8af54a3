#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/server/hub_server.h"

#include "fuzz/peer.h"

namespace tertulia::fuzz {

/// A server, peers that do anything, and a witness: a member that stays, reads at once, and sends
/// nothing. The messages that the witness receives are the reference:
///  - the messages of each other peer are a contiguous slice of them, and the slice of a peer that
///    stays goes up to their end;
///  - each message that was certainly sent is in them exactly once, in its sender's order.
/// Each pass takes a millisecond of a manual clock. Rates are off, and timeouts are long.
class World {
 public:
  static constexpr std::size_t kMaxPeers = 6;
  static constexpr std::size_t kLargestQueue = 64 * 1024;

  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// The actions of a peer. `who` is any number.
  enum class Buffer { wide, narrow };
  void connect(std::size_t who, Buffer buffer);
  void join(std::size_t who, std::string_view name);
  void say(std::size_t who);
  void flood(std::size_t who);
  void send_raw(std::size_t who, std::string_view bytes);
  void pause(std::size_t who);
  void resume(std::size_t who) { at(who).peer.resume(); }
  void end_output(std::size_t who) { at(who).peer.end_output(); }
  void vanish(std::size_t who) { at(who).peer.vanish(); }

  void limit(std::size_t queue, std::size_t line, std::size_t clients);
  /// One pass of the loop. All peers send and read before and after it. Returns whether anything
  /// happened.
  bool pass();

  /// Lets all input arrive, and compares the messages of all peers.
  void settle_and_check();
  /// Shuts the server down, and waits until all peers have closed.
  void shut_down();

 private:
  struct Guest {
    explicit Guest(Peer its_peer) : peer(std::move(its_peer)) {}
    Peer peer;
    bool narrow = false;           // the buffers between the server and it are small
    bool wild = false;             // it may have left, or been dropped, at any time
    bool slow = false;             // it did not read for a while
    std::size_t heard_before = 0;  // the witness's number of lines when it was paused
    std::size_t names_tried = 0;
    bool member_when_paused = false;
    std::vector<std::string> said;  // while it was a member
  };

  Guest& at(std::size_t who) { return guests_[who % kMaxPeers]; }
  Peer admit(Buffer buffer);
  void settle();
  void check_cut(const Guest& guest);
  void check_view(const Guest& guest);
  void check_said(const Guest& guest);
  void check_names();

  base::ManualClock clock_;
  reactor::Reactor loop_{clock_};
  base::Limits limits_;
  std::unique_ptr<server::HubServer> server_;
  Peer witness_;
  std::vector<Guest> guests_;
  std::vector<std::string> truth_;
  std::size_t tags_ = 0;
};

}  // namespace tertulia::fuzz
