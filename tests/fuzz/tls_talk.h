#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tertulia/base/clock.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/socket.h"
#include "tertulia/reactor/stream.h"

#include "fuzz/tls_end.h"

namespace tertulia::fuzz {

/// A stream with TLS, its owner, and its peer. Between them is the wire: the peer's records wait
/// there, and are delivered whole or in pieces, or never, or twice, or damaged.
///
/// All text of each side is the same known pattern. So whatever happens to the records, what each
/// side decrypts must be a prefix of what the other has said.
class TlsTalk final : private reactor::Stream::Handler {
 public:
  static constexpr std::size_t kQueueLimit = std::size_t{64} * 1024;

  /// Without a peer, only raw bytes are on the wire.
  enum class Peer { present, absent };
  TlsTalk(TlsEnd::Side tested, TlsEnd::Shows shows, Peer peer);
  ~TlsTalk();
  TlsTalk(const TlsTalk&) = delete;
  TlsTalk& operator=(const TlsTalk&) = delete;

  /// What the peer does, once it is ready.
  void say(std::size_t bytes);
  void update_keys(bool ask);
  void end_text();
  void forge(std::uint8_t type, std::string_view content);
  void end_output();
  void vanish();

  /// What happens on the wire. `which` is any number.
  void deliver_record();
  void deliver(std::size_t bytes);
  void deliver_all();
  void set_automatic(bool automatic) { automatic_ = automatic; }
  void drop_record();
  void repeat_record(std::size_t which);
  void swap_records();
  void damage(std::size_t where, std::size_t bits);
  /// Divides a record of the handshake, as a peer may do.
  void divide_record(std::size_t size);
  void insert(std::string_view bytes);

  /// What the owner does.
  void write(std::size_t bytes);
  void pause();
  void resume();
  void close();
  void drop();

  /// One pass of the loop, before and after which the peer reads.
  void pass();
  /// Delivers all that is left, and ends everything.
  void settle_and_check();

  /// All that was delivered.
  const std::string& delivered() const { return delivered_; }
  /// The number of bytes that the owner has read.
  std::size_t received() const { return received_; }

 private:
  void on_input() override;
  void on_ready() override { ++ready_calls_; }
  void on_peer_ended() override { ++peer_ended_calls_; }
  void on_closed(reactor::Stream::CloseReason reason) override;

  explicit TlsTalk(std::pair<reactor::Socket, reactor::Socket> sockets);
  void put(std::string_view bytes);
  void take_records();
  bool exchange();
  void read_peer();
  void settle();
  void check_bounds();
  void check_answered() const;
  void check_untouched() const;
  void tamper() { tampered_ = true; }

  base::ManualClock clock_;
  reactor::Reactor loop_{clock_};
  reactor::Deadlines deadlines_{loop_};
  reactor::StreamHandle stream_;
  reactor::Socket far_;
  std::unique_ptr<TlsEnd> end_;
  std::deque<std::string> wire_;  // records
  std::string unsent_;            // bytes that the socket does not accept yet
  std::string delivered_;
  std::size_t said_ = 0;      // by the peer
  std::size_t received_ = 0;  // by the owner
  std::size_t written_ = 0;   // by the owner
  std::size_t heard_ = 0;     // by the peer
  int ready_calls_ = 0;
  int peer_ended_calls_ = 0;
  int closed_calls_ = 0;
  bool automatic_ = true;
  bool tampered_ = false;    // the records are not those that the peer has sent
  bool unfinished_ = false;  // a message of the handshake lacks a part
  bool cut_ = false;         // an end has closed before it had all
  bool ending_ = false;
  bool paused_ = false;
};

}  // namespace tertulia::fuzz
