#pragma once

#include <string>
#include <vector>

#include "tertulia/reactor/listener.h"

#include "daemon/options.h"

/// How an administrator runs a server from the shell: by commands of operators (`/ban`), which go
/// to a server through the unix socket `admin.sock` in its directory of `--data`.
namespace tertulia::daemon {

/// Opens this socket, for its owner alone (mode 0600). Throws `base::StartFailure`.
std::vector<reactor::Listener> listen_for_consoles(reactor::Reactor& reactor,
                                                   const std::string& data,
                                                   const reactor::Listener::AcceptHandler& accept);

/// Sends a command to the server that uses the directory of `--data`. If none does, this process
/// serves the directory meanwhile: so the same rules hold, and nothing is overwritten. Prints the
/// answers, and errors on standard error. Returns the exit status: 1 if there was an error. Throws
/// `base::StartFailure` if the server cannot be reached, or the archive cannot be used.
int run_console_command(const Options& options, const std::string& command);

}  // namespace tertulia::daemon
