#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/base/rate_limiter.h"
#include "tertulia/base/units.h"
#include "tertulia/duo/display.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/terminal/console.h"
#include "tertulia/wire/duo.h"
#include "tertulia/wire/line_reader.h"

namespace tertulia::duo {

/// One end of a conversation between two people; both ends use this class. Keyboard and network are
/// two events of one reactor, and a line from either goes to the other at once.
///
/// Before `begin()` the conversation waits: input from the peer stays unread, except that an `exit`
/// as the first line ends the conversation. The conversation ends when either user ends it, when
/// the peer closes the connection, or when no byte was sent or received for the idle timeout. A
/// host also ends it if the guest's first line is too long or of another protocol, before or after
/// `begin()`: then the guest is no user.
///
/// The reactor, the deadlines, the console and the owner must outlive it. It may be destroyed in
/// `Owner::on_over()` or later, and must not be destroyed inside any other of its owner's calls.
class Conversation final : private reactor::Stream::Handler,
                           private reactor::Deadline::Handler,
                           private wire::LineReader::Sink {
 public:
  enum class Role {
    host,  ///< The server's end: it answers the peer's `exit`.
    guest  ///< The client's end: it shows the host's notices unchanged.
  };
  enum class Outcome {
    ended,  ///< One of the two users ended it, and the peer was notified.
    idle,   ///< The idle timeout passed.
    lost    ///< The connection ended without notice.
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
    /// No more lines can be sent; the connection drains. Called once, before `on_over`, and inside
    /// the method or event that ended the conversation: do not destroy the conversation here.
    virtual void on_ended(Conversation& /*conversation*/) {}
    /// The connection is closed. Called once, as the last call; the conversation may be destroyed
    /// here or later.
    virtual void on_over(Conversation& conversation, Outcome outcome) = 0;
    /// All queued output was handed to the system: `queued()` is 0.
    virtual void on_delivered() {}
    /// The host says `! text` to a guest that is a filter: it has refused a line. Print it as an
    /// error; the conversation does not print it. A terminal shows it like any line.
    virtual void on_error(std::string_view /*line*/) {}
    /// For statistics: a line was received; a line was sent; the connection was closed because the
    /// peer read too slowly.
    virtual void on_line_received() {}
    virtual void on_line_sent() {}
    virtual void on_too_slow() {}
    /// For the log: the guest's first line shows that it is no user. The conversation ends.
    virtual void on_rejected(const Conversation& /*conversation*/,
                             const wire::DecodeError& /*error*/) {}

   protected:
    ~Owner() = default;
  };

  Conversation(reactor::Reactor& reactor, reactor::Deadlines& deadlines, reactor::Socket socket,
               reactor::Peer peer, terminal::Console& console, Setup setup, Owner& owner);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// Sets the name of this end's user. Needed before `say()`. On a terminal, lines from the peer
  /// appear only now, or when the conversation ends: until then the user is asked for the name.
  void set_name(std::string_view name);
  /// Starts the conversation and reads the input that waits. Call it once.
  void begin();
  bool begun() const { return begun_; }
  /// Whether the conversation has begun and not ended: a line sent now reaches the peer.
  bool talking() const { return begun_ && !over_ && stream_->open(); }

  /// Sends a line that this end's user typed. Prints it if the console is a filter (a terminal
  /// shows it already). A blank line is ignored.
  void say(std::string_view text);
  /// This end's user ends the conversation. The host closes it with a goodbye; the guest sends
  /// `exit` and waits for the answer, for at most the drain timeout.
  void leave();
  /// Sends a notice to the peer and ends the conversation.
  void dismiss(std::string_view notice);
  /// The owner forwards `terminal::Console::Handler::on_printed` to this.
  void handle_printed();
  /// The owner pauses keyboard input while more than this is queued, in bytes, and resumes it in
  /// `Owner::on_delivered`.
  static constexpr std::size_t kHighWaterMark = 64 * 1024;
  /// Sends a notice to the peer; also possible before `begin()`.
  void notify(std::string_view notice);
  /// Closes the connection at once; queued output is lost.
  void abort() { stream_->abort(); }
  /// Whether the connection is lost, so that no output can reach the peer.
  bool lost() const { return stream_->lost(); }

  /// Bytes of output that wait for the peer.
  std::size_t queued() const { return stream_->queued(); }
  /// The name that the peer used last; its address if it has used none.
  const std::string& peer_name() const { return peer_name_; }
  /// The peer's address, `reactor::Peer::name`.
  const std::string& peer_address() const { return address_; }
  /// Applies new limits at once. The role cannot change: `setup.role` is ignored.
  void set_limits(Setup setup);

 private:
  void on_input() override;
  void on_peer_ended() override;
  void on_written() override { owner_.on_delivered(); }
  void on_closed(reactor::Stream::CloseReason how) override;
  void on_due(base::Instant now) override;
  bool handle_line(std::string_view line) override;
  bool handle_overlong_line() override;
  void handle_telnet_reply(std::string_view reply) override { stream_->write(reply); }

  bool may_read() const { return stream_->open() && !limiter_.throttled(); }
  bool expects_first_line() const { return setup_.role == Role::host && !first_line_read_; }
  void check_first_line();
  bool rejects(std::string_view protocol);
  void reject(const wire::DecodeError& error);
  void read_lines();
  void throttle();
  void handle_end_of_input();
  void check_idle(base::Instant now);
  base::Instant idle_at();
  void print_under_address(std::string_view text);
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
  std::string peer_name_;
  std::string name_;
  Display display_;
  std::string closing_;  // a closing notice; an ordinary line if more lines follow
  reactor::StreamHandle stream_;
  reactor::Deadline deadline_;
  wire::LineReader reader_;
  base::RateLimiter limiter_;
  base::Instant active_at_{};  // when it began, or resumed reading after a rate limit
  Outcome outcome_ = Outcome::lost;
  bool first_line_read_ = false;  // a blank line does not count
  bool begun_ = false;
  bool over_ = false;
  bool peer_ended_ = false;  // the peer will send no more
  bool leaving_ = false;     // this end has sent `exit` and waits for the answer
};

}  // namespace tertulia::duo
