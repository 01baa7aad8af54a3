#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <ratio>

#include "tertulia/base/compact_instant.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/transport.h"

#include "reactor/buffered_socket.h"

namespace tertulia::reactor {

/// The implementation of `Stream`: its states, its deadlines and its calls to the handler, on a
/// transport and a socket.
class SocketStream final : public Stream, private Deadline::Handler {
 public:
  SocketStream(Reactor& reactor, Deadlines& deadlines, Socket socket, Limits limits);
  ~SocketStream() override = default;

  void set_handler(Stream::Handler& handler) override;
  void set_transport(std::unique_ptr<Transport> transport) override;
  std::string_view input(std::size_t contiguous) const override;
  void consume(std::size_t bytes) override;
  void pause_input() override;
  void resume_input() override;
  void write(std::string_view bytes, base::Instant now) override;
  void write(std::string_view bytes) override { write(bytes, now()); }
  std::size_t queued() const override { return socket_.queued() + transport().held(); }
  void close() override;
  void abort() override { finish(CloseReason::aborted); }
  bool open() const override { return phase_ == Phase::open; }
  bool peer_ended() const override { return peer_ended_; }
  bool lost() const override { return socket_.lost(); }
  bool has_unread() const override;
  base::Instant last_activity() override;
  bool unanswered_for(base::Duration time) const override { return socket_.unanswered_for(time); }
  std::size_t take_overhead() override { return transport().take_overhead(); }
  bool ready() const override { return transport().ready(); }
  std::string_view failure() const override { return transport().failure(); }
  std::string peer_key() const override { return transport().peer_key(); }
  std::string peer_problem() const override { return transport().peer_problem(); }
  void set_limits(Limits limits) override;

 private:
  enum class Phase : unsigned char { open, draining, closed };
  struct Callbacks;

  void drop() noexcept override;
  void run() override;
  void on_due(base::Instant now) override;

  base::Instant now() const { return socket_.reactor().now(); }
  Transport& transport() const;
  void handle_readable();
  void handle_written();
  void handle_event(short what);
  Transport::Received receive_from_transport(base::Instant now);
  void wait_for_turn();
  void receive(base::Instant now);
  void receive_while_draining(base::Instant now);
  void receive_deferred(base::Instant now);
  void end_input();
  void read_if_wanted();
  /// Must follow everything that may have written or sent bytes.
  void update_output(base::Instant now, bool was_idle);
  void finish_writing();
  void watch_backlog(base::Instant now);
  void check_stall(base::Instant now);
  bool strains_budget(base::Instant now);
  void finish(CloseReason reason);

  using Milliseconds = std::chrono::duration<std::uint32_t, std::milli>;
  static Milliseconds shorten(base::Duration time);

  // A server has thousands of streams: small members fill the padding of the socket.
  Stream::Handler* handler_ = nullptr;
  std::unique_ptr<Transport> transport_;  // null: plain text
  [[no_unique_address]] BufferedSocket socket_;
  Phase phase_ = Phase::open;
  CloseReason close_reason_ = CloseReason::orderly;
  bool paused_ : 1 = false;
  bool peer_ended_ : 1 = false;
  bool output_ended_ : 1 = false;
  bool shut_down_ : 1 = false;
  bool input_deferred_ : 1 = false;  // the transport gets it at the end of the pass, or in turn
  bool close_reported_ : 1 = false;
  std::uint32_t dropped_ = 0;  // bytes of input, while draining
  Milliseconds drain_;
  Milliseconds stall_;
  base::CompactInstant marked_at_;  // when the socket's mark was set
  Deadline deadline_;               // open: the next check for a stall; draining: the end of it
  base::Instant last_activity_;
  base::Instant last_progress_{};  // of the queue: when bytes left it, or the first one entered
};

}  // namespace tertulia::reactor
