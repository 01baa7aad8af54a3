#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
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

/// The operator at the keyboard talks with one client at a time; who comes meanwhile waits in line,
/// is told so, and is served next. Whom to serve is settled at the loop's edge, so that an
/// operator's input that has ended from the start (/dev/null) ends no conversation.
class DuoServer final : public server::Server,
                        private reactor::DeferredTask,
                        private terminal::Console::Handler,
                        private duo::Conversation::Owner {
 public:
  /// Those in line are told their place again so often, which also shows them life.
  static constexpr base::Duration kReminderInterval{30'000};
  /// Beyond so many at a time they are told no more often than this, or each who goes would cost a
  /// word to everyone behind.
  static constexpr std::size_t kMaxImmediateUpdates = 64;
  static constexpr base::Duration kUpdateInterval{1'000};
  /// The operator's name where there is nobody to ask.
  static constexpr auto kDefaultName = "Servidor";

  /// Asks for the name on a terminal if it is empty. Clients wait until it is known.
  DuoServer(reactor::Reactor& reactor, const base::Limits& limits, const std::string& name);
  ~DuoServer() override;

  void accept(reactor::Socket socket, reactor::Peer peer) override;
  void shut_down(std::function<void()> on_done) override;
  void set_policy(const server::Policy& policy) override;
  server::ClientCounts client_counts() const override;

 private:
  struct Guest {
    std::string host;
    std::unique_ptr<duo::Conversation> conversation;
    const duo::Conversation* talk() const { return conversation.get(); }
  };

  void on_line(std::string line) override;
  void on_end_of_input() override;
  void on_printed() override;
  void on_ended(duo::Conversation& conversation) override;
  void on_delivered() override { read_on(); }
  void on_line_received() override { ++counters().lines_received; }
  void on_line_sent() override { ++counters().lines_sent; }
  void on_too_slow() override { ++counters().slow_readers_dropped; }
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
  void read_on();
  /// The one with whom the operator can talk now; null for nobody.
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
  std::deque<Guest> queue_;  // the first of them is being served
  std::vector<Guest> leaving_;
  std::size_t first_without_update_ =
      0;  // from there on in the line, they do not know their places
  base::Instant all_updated_at_{};
  bool update_pending_ = false;  // the next reminder comes soon, to tell them
  bool deferred_ = false;
  std::optional<std::string> held_;  // read from a pipe while there was nobody to read it
  std::function<void()> on_done_;
};

}  // namespace tertulia::daemon
