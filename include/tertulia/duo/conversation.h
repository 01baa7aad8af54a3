#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/base/rate_limiter.h"
#include "tertulia/base/units.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/terminal/console.h"
#include "tertulia/wire/duo.h"
#include "tertulia/wire/line_reader.h"

namespace tertulia::duo {

/// One end of a conversation between two people, the same at both ends: keyboard and network are
/// two events of one reactor, and what either brings goes to the other at once.
///
/// It waits until `begin()`: what the other end says meanwhile is kept, but for an `exit` that it
/// begins with, which ends it. It is over when either side
/// says so, when the other end closes, or when for the idle time not one character went either way.
class Conversation final : private reactor::Stream::Handler,
                           private reactor::Deadline::Handler,
                           private wire::LineReader::Sink {
 public:
  enum class Role {
    host,  ///< Listened; answers the other's `exit`.
    guest  ///< Connected; shows the host's notices as they are.
  };
  enum class Outcome {
    ended,  ///< One of the two wished to end, and the other was told.
    idle,
    lost  ///< The other end went away without a word.
  };

  struct Setup {
    Role role;
    base::Duration idle_timeout;  ///< 0: never.
    std::size_t max_line;
    base::RateLimiter::Limits rate;
    reactor::Stream::Limits stream;
  };

  class Owner {
   public:
    /// Nothing can be said any more; the connection drains. Comes once, before `on_over`, and from
    /// within whatever method or event ended it: so do not destroy the conversation here.
    virtual void on_ended(Conversation& /*conversation*/) {}
    /// The connection is closed; destroy the conversation here or later.
    virtual void on_over(Conversation& conversation, Outcome outcome) = 0;
    /// All that was said has left for the other end.
    virtual void on_delivered() {}
    /// For who counts: a line has come from the other end, or is on its way there; and the other
    /// end read so slowly that the connection was cut.
    virtual void on_line_received() {}
    virtual void on_line_sent() {}
    virtual void on_too_slow() {}

   protected:
    ~Owner() = default;
  };

  Conversation(reactor::Reactor& reactor, reactor::Deadlines& deadlines, reactor::Socket socket,
               reactor::Peer peer, terminal::Console& console, Setup setup, Owner& owner);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// The name of this end's user. Until it is set nothing can be said.
  void set_name(std::string_view name) { name_ = name; }
  void begin();
  bool begun() const { return begun_; }
  /// Begun, and not about to end: what is said now reaches the other end.
  bool talking() const { return begun_ && !over_ && stream_->open(); }

  /// What this end's user typed: goes to the other end and, where it does not stand there already,
  /// on the screen.
  void say(std::string_view text);
  /// This end's user wishes to end.
  void leave();
  /// Ends it at once, with a notice to the other end.
  void dismiss(std::string_view notice);
  /// The console has printed all that waited (`terminal::Console::Handler::on_printed`).
  void handle_printed();
  /// Keyboard input should wait for `Owner::on_delivered` while more than this is queued.
  static constexpr std::size_t kHighWaterMark = 64 * 1024;
  /// A notice to the other end.
  void notify(std::string_view notice);
  void abort() { stream_->abort(); }
  /// Nothing can reach the other end any more.
  bool lost() const { return stream_->lost(); }

  std::size_t queued() const { return stream_->queued(); }
  /// The name under which the other end last spoke, else its address.
  const std::string& other() const { return other_; }
  /// From now on these hold; the role stays as it was.
  void set_limits(Setup setup);

 private:
  void on_input() override;
  void on_peer_ended() override;
  void on_written() override { owner_.on_delivered(); }
  void on_closed(reactor::Stream::CloseReason how) override;
  void on_due(base::Instant now) override;
  bool handle_line(std::string_view line) override;
  bool handle_overlong_line() override;

  bool may_read() const { return stream_->open() && !limiter_.throttled(); }
  void read_lines();
  void throttle();
  void handle_end_of_input();
  void check_idle(base::Instant now);
  base::Instant idle_at();
  void print_claimed(std::string_view text);
  void handle(const wire::duo::Line& line);
  void send(std::string_view line);
  void finish(Outcome outcome);
  void end();
  void schedule();

  reactor::Reactor& reactor_;
  terminal::Console& console_;
  Setup setup_;
  Owner& owner_;
  std::string address_;
  std::string other_;
  std::string name_;
  std::string closing_;  // what the other end said, and does not mean if it says more
  reactor::StreamHandle stream_;
  reactor::Deadline deadline_;
  wire::LineReader reader_;
  base::RateLimiter limiter_;
  base::Instant active_at_{};  // begun, or read on after a rest
  Outcome outcome_ = Outcome::lost;
  bool begun_ = false;
  bool over_ = false;
  bool ended_ = false;    // the other end will send no more
  bool leaving_ = false;  // this end asked for the end and waits for the answer
};

}  // namespace tertulia::duo
