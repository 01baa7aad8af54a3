#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace tertulia::client {

/// The exit statuses of tertulia.
enum class Status {
  orderly = 0,        ///< After `Goodbye`.
  lost = 1,           ///< No connection, or lost before `Goodbye`; or output was lost.
  name_refused = 2,   ///< Input is a pipe, so no user can give another name.
  not_trusted = 3,    ///< The server could not be trusted, and nothing was sent to it.
  lines_refused = 4,  ///< Orderly, but not every line of a pipe was accepted.
};

/// How the client ended: its exit status, and a message for standard error, which may be empty.
struct Ending {
  Status status = Status::lost;
  std::string message;
  std::string next_name;       ///< If not empty: connect again, with this name.
  bool lines_refused = false;  ///< The server has not accepted some line of a pipe.
  bool output_failed = false;  ///< Some output could not be written when it was due.

  void set(Status how, std::string why) {
    status = how;
    message = std::move(why);
  }
  /// The status, with what else has failed in an orderly conversation.
  Status exit_status() const {
    if (status != Status::orderly) return status;
    if (output_failed) return Status::lost;
    return lines_refused ? Status::lines_refused : Status::orderly;
  }
};

/// One conversation with a server, from the established connection to its end. When it has ended,
/// it stops the reactor; then the owner calls `finish()` and destroys it.
class Client {
 public:
  virtual ~Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Discards what the user is typing, and the lines that were not sent yet. Returns whether there
  /// was any. In a pipe it discards nothing.
  virtual bool discard_input() = 0;
  /// Leaves now, ahead of the lines that were not sent yet, and waits a few seconds for the
  /// server's goodbye. A second call, or a call while the server has not answered the name, closes
  /// the connection at once.
  virtual void leave() = 0;
  /// Closes the connection at once. `why` is the reason for the user; it may be empty.
  virtual void abort(std::string_view why) = 0;
  /// Prints the output that still waits, and returns how the client ended. Call it after the client
  /// has stopped the reactor.
  virtual Ending finish() = 0;

 protected:
  Client() = default;
};

/// Runs the program, from the command line to the exit status. Throws `base::StartFailure` if it
/// cannot connect.
int run(int argc, const char* const* argv);

}  // namespace tertulia::client
