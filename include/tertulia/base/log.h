#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tertulia/base/result.h"

/// The program's own log: one event a line, on standard error, where it never waits: lines that
/// cannot be written at once are dropped and counted. Not for use from several threads.
namespace tertulia::base::log {

enum class Level { debug, info, warn, error, off };

/// Reads `debug`, `info`, `warn`, `error` or `off`.
Result<Level> parse_level(std::string_view text);
std::string_view format_level(Level level);
void set_level(Level level);
/// For what would cost something to put into words.
bool enabled(Level level);

void debug(std::string_view text);
void info(std::string_view text);
void warn(std::string_view text);
void error(std::string_view text);

/// How a line of this log begins on standard error.
enum class Form {
  dated,   ///< With the time and the level in words.
  journal  ///< With the level as a priority, `<6>` (sd-daemon(3)): journald knows the time.
};
/// It is dated unless this is called.
void set_form(Form form);
/// Whether a descriptor is the stream to the journal that the variable JOURNAL_STREAM,
/// `DEVICE:INODE`, speaks of (systemd.exec(5)).
bool is_journal(std::string_view journal_stream, int fd);
/// What any other line of that level on standard error begins with: a priority, or nothing.
std::string_view prefix(Level level);

/// From now on each line (without its newline) goes to `writer` instead of standard error; an empty
/// function undoes it. A line editor that owns the terminal prints the log above what is typed.
void redirect(std::function<void(std::string_view line)> writer);

}  // namespace tertulia::base::log
