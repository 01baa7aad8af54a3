#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "tertulia/base/clock.h"
#include "tertulia/base/result.h"
#include "tertulia/terminal/console.h"
#include "tertulia/terminal/styled_line.h"
#include "tertulia/wire/json_client.h"

#include "client/ignore_list.h"
#include "client/log_file.h"
#include "client/mention.h"
#include "client/options.h"
#include "client/place.h"
#include "client/transcript.h"

namespace tertulia::client {

/// The colour of a name, from 1 to `terminal::kColors`: always the same for one name.
std::uint8_t color_of(std::string_view name);

/// Shows what comes in as the user wants to see it: with colours and the time, without those whom
/// the user ignores, the user's own name marked and announced by the bell. `--log` gets the same
/// lines. In a pipe with `--json` it shows the server's own lines in their place.
class Display {
 public:
  /// Applies the options; a log that cannot be opened is reported. The console and the clock must
  /// outlive it.
  Display(terminal::Console& console, const base::Clock& clock, const Options& options);

  /// Puts changed options into effect. After an error nothing has changed.
  base::Result<std::monostate> apply(const Options& options);
  IgnoreList& ignored() { return ignored_; }

  /// Shows a line of the client's own, or of a server that speaks plain.
  void print(std::string_view line);
  /// Tells the user about something of theirs, or of the server. `mark` begins a line on a
  /// terminal; in a pipe it goes to standard error, with the server's name.
  void report(std::string_view mark, std::string_view text);
  /// Shows an event for a user who is at this place before it; `json` is its line.
  void show(const wire::json::ServerEvent& event, std::string_view json, const Place& place);
  /// Shows what was said last in a room that the user has entered.
  void show_recent(const wire::json::History& history, const Place& place);

 private:
  bool is_ignored(const Shown& line) const;
  void show(const Shown& line, std::string_view own_name);
  terminal::StyledLine styled(const Shown& line, const std::optional<Span>& mention) const;
  std::string timestamp() const;

  terminal::Console& console_;
  const base::Clock& clock_;
  Look look_;
  const std::string server_;
  const bool json_;
  IgnoreList ignored_;
  std::string log_path_;
  LogFile log_;
};

}  // namespace tertulia::client
