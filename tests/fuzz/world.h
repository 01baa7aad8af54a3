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

/// A server, a crowd that does as it likes, and a witness who is in the room all the time, reads
/// everything at once, and says nothing. The witness's view of the messages is the truth:
///  - what anyone else saw is a contiguous slice of it, and for who is there at the end, its end;
///  - what was certainly said is in it exactly once, in its speaker's order.
/// Nothing depends on real time: rates are off, timeouts are long.
class World {
 public:
  static constexpr std::size_t kMaxPeers = 6;
  static constexpr std::size_t kLargestQueue = 64 * 1024;

  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// What a peer can do; `who` is any number.
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
  /// One pass of the loop; everyone sends and reads before and after. Whether anything happened.
  bool pass();

  /// Lets everything arrive, and compares what everyone saw.
  void settle_and_check();
  /// Ends the server in order, and waits until everyone has gone.
  void shut_down();

 private:
  struct Guest {
    explicit Guest(Peer its_peer) : peer(std::move(its_peer)) {}
    Peer peer;
    bool narrow = false;           // little fits between the server and it
    bool wild = false;             // it may have left, or been cut, at any time
    bool slow = false;             // it did not read for a while
    std::size_t heard_before = 0;  // lines that the witness had when it was paused
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

  reactor::Reactor loop_;
  base::Limits limits_;
  std::unique_ptr<server::HubServer> server_;
  Peer witness_;
  std::vector<Guest> guests_;
  std::vector<std::string> truth_;
  std::size_t tags_ = 0;
};

}  // namespace tertulia::fuzz
