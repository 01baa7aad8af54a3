#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/terminal/console.h"

#include "client/outbox.h"

namespace tertulia::client {

/// Sends the user's lines to a hub as fast as it answers them. Shows in the prompt how many wait.
class Sender {
 public:
  /// A server that answers no line for so long is sent the next ones without an answer.
  static constexpr base::Duration kAnswerTimeout{5'000};
  /// The prompt shows the number of lines that wait only after this time.
  static constexpr base::Duration kShownAfter{1'000};

  class Handler {
   public:
    virtual void send(std::string_view line) = 0;
    /// Lines were sent, so `waiting()` is less.
    virtual void on_sent() = 0;

   protected:
    ~Handler() = default;
  };

  /// The console and the handler must outlive it.
  Sender(reactor::Reactor& reactor, terminal::Console& console, Handler& handler);

  /// Shows the prompt. Call it when the server has taken the name.
  void begin();
  void push(std::string line);
  /// Handles a line from the server: it may be an answer, or give the user another name.
  void handle_line(std::string_view line);
  /// Discards the lines that wait. Returns their number.
  std::size_t discard();
  /// Sends nothing more, and leaves the prompt to the caller.
  void end();

  std::size_t waiting() const { return outbox_.waiting(); }
  std::size_t waiting_bytes() const { return outbox_.waiting_bytes(); }
  /// The number of lines that were sent, and may not have been answered.
  std::size_t unanswered() const { return outbox_.unanswered(); }

 private:
  void send_waiting();
  void show_waiting();

  terminal::Console& console_;
  Handler& handler_;
  Outbox outbox_;
  std::string name_;              // of the user; empty before the welcome
  reactor::Timer answer_timer_;   // runs while lines are unanswered
  reactor::Timer waiting_timer_;  // runs until the prompt shows the lines that wait
  bool shows_waiting_ = false;
  bool ended_ = false;
};

}  // namespace tertulia::client
