#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/duo/conversation.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/server/admission.h"
#include "tertulia/server/rejected_connections.h"
#include "tertulia/server/server.h"
#include "tertulia/terminal/console.h"

namespace tertulia::daemon {

/// The server of `tertuliad --duo`: the operator at the keyboard talks with one client at a time.
/// Other clients wait in a queue, receive their place in it, and are served in order.
///
/// The next client is chosen at the end of a pass of the loop, and not while much output waits for
/// the operator's terminal. So an operator's input that is at its end from the start (/dev/null)
/// ends no conversation.
class DuoServer final : public server::Server,
                        private reactor::DeferredTask,
                        private terminal::Console::Handler,
                        private duo::Conversation::Owner {
 public:
  /// Waiting clients receive their place again at this interval. So they also see that the server
  /// is alive.
  static constexpr base::Duration kReminderInterval{30'000};
  /// If the places of more clients than `kMaxImmediateUpdates` change, updates are sent at most
  /// once per `kUpdateInterval`. Otherwise each client that leaves would cost one line to each
  /// client after it.
  static constexpr std::size_t kMaxImmediateUpdates = 64;
  static constexpr base::Duration kUpdateInterval{1'000};
  /// The operator's name if the input is not a terminal and no name is given.
  static constexpr auto kDefaultName = "Servidor";

  /// If `name` is empty, asks for it on a terminal, and uses `kDefaultName` elsewhere. Clients wait
  /// until the name is known.
  DuoServer(reactor::Reactor& reactor, const base::Limits& limits, const std::string& name);
  ~DuoServer() override;

  void accept(reactor::Socket socket, reactor::Peer peer) override;
  bool discard_input() override { return console_->discard_input(); }
  void shut_down(std::function<void()> on_done) override;
  void set_policy(const server::Policy& policy) override;
  server::ClientCounts client_counts() const override;

 private:
  struct Guest {
    std::string host;
    std::unique_ptr<duo::Conversation> conversation;
    const duo::Conversation* key() const { return conversation.get(); }
  };

  void on_line(std::string line) override;
  void on_end_of_input() override;
  void on_printed() override;
  void on_output_failed(std::string_view reason) override;
  void on_ended(duo::Conversation& conversation) override;
  void on_delivered() override { resume_input_if_possible(); }
  void on_line_received() override { ++counters().lines_received; }
  void on_line_sent() override { ++counters().lines_sent; }
  void on_too_slow() override { ++counters().slow_readers_dropped; }
  void on_rejected(const duo::Conversation& conversation, const wire::DecodeError& error) override;
  void on_over(duo::Conversation& conversation, duo::Conversation::Outcome outcome) override;

  void ask_name();
  void handle_name(const std::string& typed);
  void defer();
  void run() override;
  void serve_next();
  void update_all_positions();
  void update_positions_when_due();
  void update_positions();
  void say(const std::string& line);
  void resume_input_if_possible();
  /// The conversation that can receive the operator's lines now, or null.
  duo::Conversation* current() const;
  duo::Conversation::Setup setup() const;

  reactor::Reactor& reactor_;
  base::Limits limits_;
  reactor::Deadlines deadlines_;
  server::Admission admission_;
  server::RejectedConnections rejected_connections_;
  std::unique_ptr<terminal::Console> console_;
  reactor::Timer reminder_;
  std::string name_;
  std::deque<Guest> queue_;  // the first one is being served
  std::vector<Guest> leaving_;
  std::size_t first_without_update_ = 0;  ///< From this index on, clients need their new place.
  base::Instant all_updated_at_{};
  bool update_pending_ = false;  // the timer is set to kUpdateInterval
  bool deferred_ = false;
  std::optional<std::string> pending_line_;  // read from a pipe while no client was there
  std::function<void()> on_done_;
};

}  // namespace tertulia::daemon
