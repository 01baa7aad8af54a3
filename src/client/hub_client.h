#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "tertulia/reactor/reactor.h"
#include "tertulia/terminal/console.h"
#include "tertulia/wire/line_reader.h"

#include "client/client.h"
#include "client/display.h"
#include "client/options.h"

namespace tertulia::client {

/// What `JsonClient` and `PlainClient` share: the console, what they show on it, and how long they
/// wait for the server of a hub.
class HubClient : public Client,
                  protected terminal::Console::Handler,
                  protected wire::LineReader::Sink {
 public:
  /// A connection is lost if the server's system has acknowledged nothing of what was sent for this
  /// time.
  static constexpr base::Duration kLostAfter{10'000};
  /// After `exit` the server must say goodbye within this time, and a second more for each line
  /// before it that it has not answered. A server need not read faster than a line a second.
  static constexpr base::Duration kGoodbyeTimeout{60'000};
  /// The same if the user or a signal ends the client at once.
  static constexpr base::Duration kHurriedGoodbyeTimeout{5'000};
  static constexpr base::Duration kTimePerLine{1'000};
  /// The maximum length of a server's reason that is shown, in bytes.
  static constexpr std::size_t kMaxReason = 200;

  /// Makes the client's console, which calls the handler.
  using OpenConsole =
      std::function<std::unique_ptr<terminal::Console>(terminal::Console::Handler& handler)>;

  ~HubClient() override;

  Ending finish() final;

 protected:
  HubClient(reactor::Reactor& reactor, Options options, const OpenConsole& open_console);

  void on_output_failed(std::string_view reason) final;
  bool handle_overlong_line() final;
  void report_unsent(std::size_t lines);
  /// Tells the user, as `Display::report()`, that a line was not accepted, or perhaps not. The exit
  /// status of a pipe says so, too.
  void report_failed_line(std::string_view mark, std::string_view text);
  /// Whether a line of a pipe would publish a password, since the pipe has not this command. Then
  /// the line is refused, and the user is told.
  bool refuse_password(std::string_view line);
  /// Whether our own output waits for its reader. Then we do not read from the server, so its
  /// silence is not its fault.
  bool waits_for_reader() const;

  reactor::Reactor& reactor_;
  Options options_;
  Ending ending_;  // outlives the console, which reports its failures
  std::unique_ptr<terminal::Console> console_;
  Display display_;
};

}  // namespace tertulia::client
