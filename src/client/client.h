#pragma once

#include <string>
#include <string_view>

namespace tertulia::client {

/// The exit statuses of tertulia.
enum class Status {
  orderly = 0,      ///< After `Goodbye`.
  lost = 1,         ///< No connection, or lost before `Goodbye`.
  name_refused = 2  ///< Input is a pipe, so no user can give another name.
};

/// How the client ended: its exit status, and a message for standard error, which may be empty.
struct Ending {
  Status status = Status::lost;
  std::string message;
};

/// One conversation with a server, from the established connection to its end. When it has ended,
/// it stops the reactor; then the owner reads `ending()` and destroys it.
class Client {
 public:
  virtual ~Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Ends the conversation in order, so that no line is lost. A second call, or a call while the
  /// server has not answered the name, closes the connection at once.
  virtual void leave() = 0;
  /// Closes the connection at once. `why` is the reason for the user; it may be empty.
  virtual void abort(std::string_view why) = 0;
  /// Valid after the client has stopped the reactor.
  virtual const Ending& ending() const = 0;

 protected:
  Client() = default;
};

/// Runs the program, from the command line to the exit status. Throws `base::StartFailure` if it
/// cannot connect.
int run(int argc, const char* const* argv);

}  // namespace tertulia::client
