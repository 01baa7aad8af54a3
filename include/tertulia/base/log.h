#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "tertulia/base/result.h"
#include "tertulia/base/units.h"

/// The program's log: one line per event, on standard error. Logging never blocks: a line that
/// cannot be written at once waits, up to about 1 MiB in all. Beyond that, lines of the client that
/// causes the most are dropped, and a later line gives their number. All functions must be called
/// from the main thread only.
namespace tertulia::base::log {

enum class Level { debug, info, warn, error, off };

/// Parses `debug`, `info`, `warn`, `error` or `off`, or another name of a level of syslog(3), in
/// any case: `warning` and `notice` are `warn`; `err`, `crit`, `alert` and `emerg` are `error`.
Result<Level> parse_level(std::string_view text);
std::string_view format_level(Level level);
void set_level(Level level);
/// Whether lines of this level are written. Callers ask before they format a costly line.
bool enabled(Level level);

void debug(std::string_view text);
void info(std::string_view text);
void warn(std::string_view text);
void error(std::string_view text);

/// During its life, the lines that are logged are those of a client. If lines must be dropped, the
/// clients share the space: first their addresses, then the clients of an address. Causes may be
/// nested; the innermost one counts.
class Cause {
 public:
  /// `client` is any number that differs between the clients of an address.
  Cause(std::string_view address, std::uint64_t client);
  ~Cause();
  Cause(const Cause&) = delete;
  Cause& operator=(const Cause&) = delete;

 private:
  friend struct CurrentCause;
  const std::string address_;
  const std::uint64_t client_;
  const Cause* const outer_;
};

/// Whether lines wait: `waiting` until the descriptor is writable; `failing` if a write failed for
/// another reason, such as a full disk. The next line of the log tries again.
enum class Backlog { empty, waiting, failing };
/// Writes as much as possible of what waits. The event loop calls it when `descriptor()` is
/// writable.
Backlog write_backlog();
/// Sets a function that is called when lines begin to wait. It must not log.
void on_waiting(std::function<void()> handler);
/// The descriptor of the log.
int descriptor();
/// Writes what waits, and blocks for at most this time. Call it before the program ends.
void drain(Duration max);

/// How the lines of the log begin on standard error.
enum class Form {
  dated,   ///< The time, and the level as a word.
  journal  ///< The level as a priority, `<6>` (sd-daemon(3)); journald adds the time.
};
/// The default is `Form::dated`.
void set_form(Form form);
/// Whether `fd` is connected to the journal. `journal_stream` is the value of the environment
/// variable JOURNAL_STREAM, `DEVICE:INODE` (systemd.exec(5)).
bool is_journal(std::string_view journal_stream, int fd);
/// The prefix for a line that the program itself writes to standard error: the priority in
/// `Form::journal`, otherwise empty.
std::string_view prefix(Level level);

/// Sends each line, without its newline, to `writer` instead of standard error. An empty function
/// restores standard error. (A line editor prints the log above the line being edited.)
void redirect(std::function<void(std::string_view line)> writer);

}  // namespace tertulia::base::log
