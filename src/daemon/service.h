#pragma once

namespace tertulia::daemon {

/// Runs tertuliad, from the command line to the exit status: options, listeners, signals.
/// SIGTERM and SIGINT end it in order; a second one ends it at once. SIGHUP reloads the
/// configuration, but if the operator's terminal in duo has closed, SIGHUP ends the program.
/// Throws `base::StartFailure` if it cannot start.
int run(int argc, const char* const* argv);

}  // namespace tertulia::daemon
