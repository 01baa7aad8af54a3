#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/wire/line_reader.h"

#include "client/hub_client.h"
#include "client/link.h"
#include "client/options.h"
#include "client/sender.h"

namespace tertulia::client {

/// The client of a hub that does not speak JSON. It first sends the name, and then lines go both
/// ways. It answers no question for a password: servers that have accounts speak JSON.
///
/// On a terminal each typed line is sent unchanged. In a pipe a line is a command only if that
/// command exists; any other line becomes a message, even if it begins with a slash (`/usr/bin/ld:
/// …`).
///
/// A server closes a connection without a name after a while. On a terminal the user may go on
/// typing the name: the client then connects again with it.
class PlainClient final : public HubClient,
                          private reactor::Stream::Handler,
                          private Sender::Handler {
 public:
  /// The server must answer a name within this time.
  static constexpr base::Duration kNameReplyTimeout{10'000};

  PlainClient(reactor::Reactor& reactor, Link link, Options options,
              const OpenConsole& open_console);
  ~PlainClient() override;

  bool discard_input() override;
  void leave() override;
  void abort(std::string_view why) override;

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
  void on_input() override;
  void on_peer_ended() override;
  void on_written() override;
  void on_closed(reactor::Stream::CloseReason end) override;
  bool handle_line(std::string_view line) override;
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
  void update_input();
  bool may_take_input() const;

  std::unique_ptr<reactor::Deadlines> deadlines_;
  reactor::StreamHandle stream_;
  wire::LineReader reader_;
  reactor::Timer keepalive_;
  reactor::Timer reply_timer_;
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
