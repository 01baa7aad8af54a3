#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/terminal/console.h"
#include "tertulia/wire/line_reader.h"

#include "client/client.h"
#include "client/display.h"
#include "client/link.h"
#include "client/options.h"
#include "client/sender.h"

namespace tertulia::client {

/// The client of a hub. It first sends the name, and then lines go both ways. It answers no
/// question for a password: servers that have accounts speak JSON.
///
/// On a terminal each typed line is sent unchanged. In a pipe a line is a command only if that
/// command exists; any other line becomes a message, even if it begins with a slash (`/usr/bin/ld:
/// …`).
///
/// A server closes a connection without a name after a while. On a terminal the user may go on
/// typing the name: the client then connects again with it.
class HubClient final : public Client,
                        private terminal::Console::Handler,
                        private reactor::Stream::Handler,
                        private wire::LineReader::Sink,
                        private Sender::Handler {
 public:
  /// The server must answer a name within this time.
  static constexpr base::Duration kNameReplyTimeout{10'000};
  /// The same for a password, which the server may check later.
  static constexpr base::Duration kPasswordReplyTimeout{30'000};
  /// After `exit` the server must say goodbye within this time, and a second more for each line
  /// before it that it has not answered. A server need not read faster than a line a second.
  static constexpr base::Duration kGoodbyeTimeout{60'000};
  /// The same if the user or a signal ends the client at once.
  static constexpr base::Duration kHurriedGoodbyeTimeout{5'000};
  static constexpr base::Duration kTimePerLine{1'000};
  /// The maximum length of a server's reason that is shown, in bytes.
  static constexpr std::size_t kMaxReason = 200;
  /// The client gives up when the server's system has acknowledged nothing for half of
  /// `--keepalive`, and for at least this time.
  static constexpr base::Duration kMinReplyTimeout{5'000};

  /// Makes the client's console, which calls the handler.
  using OpenConsole =
      std::function<std::unique_ptr<terminal::Console>(terminal::Console::Handler& handler)>;

  HubClient(reactor::Reactor& reactor, Link link, Options options, const OpenConsole& open_console);
  ~HubClient() override;

  bool discard_input() override;
  void leave() override;
  void abort(std::string_view why) override;
  Ending finish() override;

 private:
  enum class Phase {
    asking,   ///< Waiting for the user's name.
    naming,   ///< Waiting for the server's answer to the name.
    talking,  ///< Lines go both ways.
    leaving   ///< Waiting for the server's goodbye.
  };

  void on_line(std::string typed) override;
  void on_end_of_input() override;
  void on_printed() override;
  void on_output_failed(std::string_view reason) override;
  void on_input() override;
  void on_peer_ended() override;
  void on_written() override;
  void on_closed(reactor::Stream::CloseReason end) override;
  bool handle_line(std::string_view line) override;
  bool handle_overlong_line() override;
  void send(std::string_view line) override;
  void on_sent() override;

  void begin_reading();
  void ask_name();
  void send_name(std::string_view name);
  void ask_again();
  bool is_safe() const { return local_ || !stream_->peer_key().empty(); }
  void push(std::string line);
  void on_reply_timeout();
  void begin_talking();
  void read_lines();
  void leave_after_lines();
  void say_goodbye(base::Duration timeout);
  void end_without_server(std::string_view next_name);
  void handle_error(std::string_view line);
  void report_unsent(std::size_t lines);
  void update_input();
  bool may_take_input() const;

  reactor::Reactor& reactor_;
  Options options_;
  Ending ending_;  // outlives the console, which reports its failures
  std::unique_ptr<reactor::Deadlines> deadlines_;
  std::unique_ptr<terminal::Console> console_;
  reactor::StreamHandle stream_;
  wire::LineReader reader_;
  reactor::Timer keepalive_;
  reactor::Timer reply_timer_;
  Display display_;
  Sender sender_;
  base::Instant answered_at_ = reactor_.now();  // when nothing was under way
  Phase phase_ = Phase::asking;
  std::string refusal_;  // the server's last error while naming
  const bool local_;     // the server is on this machine
  bool leaves_after_lines_ = false;
  bool login_closed_ = false;  // the server has closed the connection, and the user still types
  bool hurried_ = false;       // the goodbye has little time
};

}  // namespace tertulia::client
