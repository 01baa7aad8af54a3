#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/terminal/console.h"

#include "client/rooms.h"

namespace tertulia::client {

/// The prompt for a user who talks: `> ` in the lobby, `#games > ` in another room, with the unread
/// messages of others, `#games (#lobby 3) > `, and with the number of lines that have waited for
/// the server for a while.
std::string prompt_text(std::string_view room, const Rooms& rooms, std::size_t waiting);

/// Shows it, and changes it only where it is another one.
class Prompt {
 public:
  /// Lines that wait are shown only after this time.
  static constexpr base::Duration kShownAfter{1'000};
  /// At most this many rooms are named.
  static constexpr std::size_t kMaxRooms = 3;

  /// The console must outlive it.
  Prompt(reactor::Reactor& reactor, terminal::Console& console);

  /// Nothing is read from the user in the meantime.
  void hide();
  /// A question, whose answer is not kept in the history.
  void ask(terminal::Console::History history);
  /// The user talks.
  void show(std::string_view room, const Rooms& rooms, std::size_t waiting);

 private:
  void set(std::string text, terminal::Console::History history);

  terminal::Console& console_;
  reactor::Timer timer_;  // runs until waiting lines are shown
  bool shows_waiting_ = false;
  std::string waiting_text_;  // with them
  std::string shown_;
  terminal::Console::History history_ = terminal::Console::History::skip;
};

}  // namespace tertulia::client
