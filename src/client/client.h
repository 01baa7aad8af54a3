#pragma once

#include <string>
#include <string_view>

namespace tertulia::client {

/// The exit statuses of tertulia.
enum class Status {
  orderly = 0,      ///< After `Goodbye`.
  lost = 1,         ///< No connection, or lost before `Goodbye`.
  name_refused = 2  ///< In a pipe, where nobody can be asked again.
};

/// How it ended, and what to say about it on standard error; nothing if `message` is empty.
struct Ending {
  Status status = Status::lost;
  std::string message;
};

/// One conversation with a server, from the connection to its end.
class Client {
 public:
  virtual ~Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// The user wants to leave: politely, so that nothing is lost. Asked again, or where there is
  /// nobody to be polite to, at once.
  virtual void leave() = 0;
  /// Closes the connection at once, for a reason to tell the user, if there is one.
  virtual void abort(std::string_view why) = 0;
  /// Valid once the reactor was stopped, which is the last thing a client does.
  virtual const Ending& ending() const = 0;

 protected:
  Client() = default;
};

/// The life of the program from its command line to its exit status. Throws `base::StartFailure`
/// when there is no connection.
int run(int argc, const char* const* argv);

}  // namespace tertulia::client
