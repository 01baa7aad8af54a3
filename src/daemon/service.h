#pragma once

namespace tertulia::daemon {

/// The life of tertuliad from its command line to its exit status: options, listeners, signals.
/// SIGTERM and SIGINT end it in order, a second one at once; SIGHUP reads the configuration anew,
/// but in duo ends it when the operator's terminal has gone.
/// Throws `base::StartFailure` when it cannot start.
int run(int argc, const char* const* argv);

}  // namespace tertulia::daemon
