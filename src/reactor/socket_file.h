#pragma once

#include <string>

#include <sys/types.h>

#include "tertulia/reactor/socket.h"
#include "tertulia/reactor/socket_permissions.h"

#include "reactor/address.h"

namespace tertulia::reactor {

/// The file of a listening unix socket. Destroying it removes the file, unless another process has
/// replaced or removed it. It must be destroyed before the socket is closed: until then no other
/// file can have the same inode number.
class SocketFile {
 public:
  /// No file.
  SocketFile() = default;
  /// The file must exist.
  explicit SocketFile(std::string path);
  SocketFile(SocketFile&& other) noexcept;
  SocketFile& operator=(SocketFile&& other) noexcept;
  ~SocketFile();

 private:
  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

/// A listening socket, and its file, if it is a unix socket.
struct BoundSocket {
  Socket socket{};
  SocketFile file{};
};

/// Creates the file of a unix socket and listens. Replaces a file on which no process listens any
/// more. Of several processes that start or end at this path at the same time, one succeeds. On an
/// error the socket is -1, and errno has the reason.
BoundSocket listen_on_file(Socket socket, const Address& address, const std::string& path,
                           const SocketPermissions& permissions);

}  // namespace tertulia::reactor
