#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/dialer.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/terminal/console.h"
#include "tertulia/wire/line_reader.h"

#include "client/client.h"
#include "client/options.h"

namespace tertulia::client {

/// The client of a hub. It first sends the name, and then lines go both ways.
///
/// On a terminal each typed line is sent unchanged. In a pipe a line is a command only if that
/// command exists; any other line becomes a message, even if it begins with a slash (`/usr/bin/ld:
/// …`).
class HubClient final : public Client,
                        private terminal::Console::Handler,
                        private reactor::Stream::Handler,
                        private wire::LineReader::Sink {
 public:
  /// The server must answer a name within this time.
  static constexpr base::Duration kNameReplyTimeout{10'000};
  /// After `exit` the server must not be silent for longer than this.
  static constexpr base::Duration kGoodbyeTimeout{60'000};
  /// The maximum length of a server's reason that is shown, in bytes.
  static constexpr std::size_t kMaxReason = 200;
  /// The client gives up when the server's system has acknowledged nothing for half of
  /// `--keepalive`, and for at least this time.
  static constexpr base::Duration kMinReplyTimeout{5'000};

  HubClient(reactor::Reactor& reactor, reactor::Connection connection, Options options);
  ~HubClient() override;

  void leave() override;
  void abort(std::string_view why) override;
  const Ending& ending() const override { return ending_; }

 private:
  enum class Phase {
    asking,   ///< Waiting for the user's name.
    naming,   ///< Waiting for the server's answer to the name.
    talking,  ///< Lines go both ways.
    leaving   ///< Waiting for the server's goodbye.
  };

  void on_line(std::string typed) override;
  void on_end_of_input() override { leave(); }
  void on_printed() override;
  void on_input() override;
  void on_peer_ended() override;
  void on_written() override;
  void on_closed(reactor::Stream::CloseReason end) override;
  bool handle_line(std::string_view line) override;
  bool handle_overlong_line() override;

  void ask_name();
  void send_name(std::string_view name);
  void ask_again();
  void on_reply_timeout();
  void begin_talking();
  void read_lines();
  void send(std::string_view line);

  reactor::Reactor& reactor_;
  Options options_;
  reactor::Deadlines deadlines_;
  std::unique_ptr<terminal::Console> console_;
  reactor::StreamHandle stream_;
  wire::LineReader reader_;
  reactor::Timer keepalive_;
  reactor::Timer reply_timer_;
  base::Instant answered_at_ = reactor_.now();  // when nothing was under way
  Phase phase_ = Phase::asking;
  std::string refusal_;  // the server's last error while naming
  Ending ending_;
};

}  // namespace tertulia::client
